import type { ShopId } from "#platform/ids/id.ts";
import { toSlug } from "#platform/text/slug.ts";
import type { Category } from "../../../subgraphs/products/src/catalogue/category.ts";
import type {
  Product,
  ProductMedia,
  Variant,
  VariantPrice,
} from "../../../subgraphs/products/src/catalogue/product.ts";
import type { NewStockLevel } from "../../../subgraphs/products/src/stock/stock.repository.ts";
import type { FilledShelf } from "./demo-categories.ts";
import type { Shelf } from "./demo-shelf.ts";
import { SERIES } from "./demo-shelves.ts";
import { fixedId, fixedRandom } from "./fixed-random.ts";

/** These have plenty of stock, so that whoever tries the shop out, or puts load on it, can buy them. */
const WELL_STOCKED = 50;
const MAX_VARIANTS = 12;
const TOWNS = ["Porto", "Aarhus", "Ljubljana", "Ghent", "Turku", "Leipzig", "Bergen", "Trieste"];
const FIRST_DAY = Date.UTC(2026, 0, 6, 9);
const DAYS = 300;

export interface DemoProduct {
  product: Product;
  levels: NewStockLevel[];
}

/** The `index`-th demo product: always the same for the same shops, whatever else is made. */
export function makeDemoProduct(options: {
  index: number;
  shop: { id: ShopId };
  /** The shop's own category, where every tenth of its products stands as well. */
  favourites: Category;
  shelves: readonly FilledShelf[];
  /** Which product of its shop it is. */
  place: number;
  pictureOf: (shelf: Shelf, tone: number) => Pick<ProductMedia, "url" | "width" | "height">;
}): DemoProduct {
  const { index, shop, favourites, shelves, place, pictureOf } = options;
  const { category, shelf } = shelves[place % shelves.length]!;
  const random = fixedRandom(`plexus demo product ${index}`);
  const title = titleOf(shelf, Math.floor(place / shelves.length));
  const tone = Math.floor(random() * 3);
  const choices = chooseOptions(shelf, random);
  const basePrice = pick(random, shelf.priceMinor);
  const onOffer = random() < 0.2;
  const abroad = { usd: random() < 0.5, jpy: random() < 0.1, kwd: random() < 0.05 };
  const variants = combine(choices).map((selectedOptions, number) => {
    const minor = tidy(basePrice * (1 + 0.35 * sizeSteps(selectedOptions, choices)));
    return toVariant({ index, number, shelf, selectedOptions, prices: pricesOf(minor, onOffer, abroad) });
  });
  const designedIn = TOWNS[Math.floor(random() * TOWNS.length)]!;
  const sentWithinDays = 2 + Math.floor(random() * 4);
  const createdAt = new Date(FIRST_DAY + Math.floor(random() * DAYS * 86_400) * 1_000);
  const product: Product = {
    id: fixedId("prod", String(index)),
    handle: `${toSlug(title, 100)}-${index.toString(36)}`,
    status: "ACTIVE",
    shopId: shop.id,
    title,
    description: describe(title, shelf, designedIn, sentWithinDays),
    options: choices,
    formerHandles: [],
    tags: [shelf.code.toLowerCase(), ...(onOffer ? ["on-offer"] : [])],
    attributes: [
      { key: "designed-in", value: designedIn },
      { key: "sent-within-days", value: sentWithinDays },
    ],
    seo: { title: null, description: null },
    categoryIds: [category.id, ...(place % 10 === 0 ? [favourites.id] : [])],
    media: [tone, (tone + 1) % 3].map((each, number) => ({
      fileId: null,
      ...pictureOf(shelf, each),
      alt: number === 0 ? title : `${title}, another view`,
    })),
    variants,
    version: 1,
    createdAt,
    updatedAt: createdAt,
    publishedAt: createdAt,
  };
  return { product, levels: variants.map((variant) => toLevel(product, variant, index, random)) };
}

function toVariant(options: {
  index: number;
  number: number;
  shelf: Shelf;
  selectedOptions: Variant["selectedOptions"];
  prices: VariantPrice[];
}): Variant {
  const { index, number, shelf, selectedOptions, prices } = options;
  return {
    id: fixedId("var", `${index}/${number}`),
    sku: `${shelf.code}-${String(index).padStart(6, "0")}-${number + 1}`,
    title: selectedOptions.map(({ value }) => value).join(" / ") || "Standard",
    selectedOptions,
    prices,
    imageUrl: null,
    weightGrams: 50 * (1 + Math.floor(fixedRandom(`plexus demo weight ${index}`)() * 40)),
    taxClass: shelf.taxClass ?? "STANDARD",
    attributes: [],
  };
}

function titleOf({ nouns }: Shelf, place: number): string {
  // Every pair comes up once before one comes up again.
  const row = Math.floor(place / SERIES.length);
  const column = place % SERIES.length;
  const series = SERIES[column]!;
  const noun = nouns[(row + column) % nouns.length]!;
  const edition = Math.floor(place / (SERIES.length * nouns.length));
  return `${series} ${noun}${edition === 0 ? "" : ` No. ${edition + 1}`}`;
}

type Choices = { name: string; values: string[] }[];

/** Some products come in one variant only, and none has more than twelve. */
function chooseOptions({ options }: Shelf, random: () => number): Choices {
  if (random() < 0.12) return [];
  const choices = options.map(({ name, values }) => {
    const count = Math.max(1, Math.min(values.length, 2 + Math.floor(random() * values.length)));
    return { name, values: values.slice(0, count) };
  });
  const last = choices.at(-1);
  while (last && choices.reduce((product, { values }) => product * values.length, 1) > MAX_VARIANTS) last.values.pop();
  return choices;
}

const combine = (choices: Choices) =>
  choices.reduce<{ name: string; value: string }[][]>(
    (variants, { name, values }) => variants.flatMap((variant) => values.map((value) => [...variant, { name, value }])),
    [[]],
  );

/** How many steps above the smallest a variant is: weights, formats and frames cost more as they grow, colours do not. */
function sizeSteps(selected: readonly { name: string; value: string }[], choices: Choices): number {
  return selected.reduce((steps, { name, value }, position) => {
    const costs = ["Weight", "Format", "Frame", "Material"].includes(name);
    return steps + (costs ? (choices[position]?.values.indexOf(value) ?? 0) : 0);
  }, 0);
}

function pricesOf(
  minor: number,
  onOffer: boolean,
  abroad: { usd: boolean; jpy: boolean; kwd: boolean },
): VariantPrice[] {
  const price = (currency: VariantPrice["currency"], amount: number, before: number): VariantPrice => ({
    currency,
    minor: BigInt(amount),
    compareAtMinor: onOffer ? BigInt(before) : null,
  });
  const yen = Math.round((minor * 1.6) / 10) * 10;
  const fils = Math.round((minor * 3.3) / 50) * 50;
  return [
    price("EUR", minor, tidy(minor * 1.25)),
    ...(abroad.usd ? [price("USD", tidy(minor * 1.1), tidy(minor * 1.4))] : []),
    ...(abroad.jpy ? [price("JPY", yen, yen + 1_000)] : []),
    ...(abroad.kwd ? [price("KWD", fils, fils + 2_500)] : []),
  ];
}

/** A price that ends in 90 hundredths, never lower than 3.90. */
const tidy = (minor: number): number => Math.max(390, Math.round(minor / 100) * 100 - 10);

const pick = (random: () => number, [low, high]: readonly [number, number]): number =>
  Math.round(low + (high - low) * random() ** 2);

function describe(title: string, { praise, facts }: Shelf, designedIn: string, sentWithinDays: number): string {
  return [
    `**${title}**: ${praise}. Designed in ${designedIn}, made in small numbers and sent without plastic.`,
    facts.map((fact) => `- ${fact}`).join("\n"),
    `Questions? Write to the shop. Sent within ${sentWithinDays} working days, and back within 30 days if it does not fit.`,
  ].join("\n\n");
}

function toLevel(product: Product, variant: Variant, index: number, random: () => number): NewStockLevel {
  const kind = random();
  const amount = random();
  const usual = kind < 0.08 ? 0 : kind < 0.2 ? 1 + Math.floor(amount * 5) : 6 + Math.floor(amount * 195);
  return {
    variantId: variant.id,
    productId: product.id,
    shopId: product.shopId,
    sku: variant.sku,
    title: product.title,
    variantTitle: variant.title,
    available: index < WELL_STOCKED ? 500 : usual,
    sold: Math.floor(400 * random() ** 4),
  };
}
