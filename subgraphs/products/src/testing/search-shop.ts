import { newId, type ShopId } from "#platform/ids/id.ts";
import type { Category } from "../catalogue/category.ts";
import { makeCategory } from "./make-category.ts";
import { makeProduct, makeVariant } from "./make-product.ts";
import { startTestProducts } from "./start-test-products.ts";

const now = new Date("2026-11-20T10:00:00Z");
export const shopId = newId("shop", now) as ShopId;
export const otherShopId = newId("shop", now) as ShopId;

const MATERIAL = {
  key: "material",
  name: "Material",
  type: "TEXT",
  unit: null,
  choices: [],
  isFilterable: true,
} as const;

export const clothing = makeCategory({ name: "Clothing", attributes: [MATERIAL] });
export const jackets = makeCategory({ name: "Jackets", parent: clothing });
export const audio = makeCategory({ name: "Audio" });

interface Sketch {
  title: string;
  description?: string;
  category: Category;
  material?: string;
  colours?: string[];
  eur?: bigint;
  usd?: bigint;
  tags?: string[];
  shop?: ShopId;
}

const make = ({
  title,
  description = "",
  category,
  material,
  colours = [],
  eur,
  usd,
  tags = [],
  shop = shopId,
}: Sketch) =>
  makeProduct({
    title,
    description,
    shopId: shop,
    categoryIds: [category.id],
    tags,
    attributes: material === undefined ? [] : [{ key: "material", value: material }],
    options: colours.length > 0 ? [{ name: "Colour", values: colours }] : [],
    variants: (colours.length > 0 ? colours : [null]).map((colour) =>
      makeVariant({
        selectedOptions: colour === null ? [] : [{ name: "Colour", value: colour }],
        prices: [
          ...(eur === undefined ? [] : [{ currency: "EUR" as const, minor: eur, compareAtMinor: null }]),
          ...(usd === undefined ? [] : [{ currency: "USD" as const, minor: usd, compareAtMinor: null }]),
        ],
      }),
    ),
  });

export const rain = make({
  title: "Rain jacket",
  description: "Keeps <b>you</b> dry. A jacket for stories at sea.",
  category: jackets,
  material: "Nylon",
  colours: ["Red", "Blue"],
  eur: 9_000n,
  usd: 12_000n,
  tags: ["Outdoor"],
});
export const wool = make({
  title: "Wool jacket",
  category: jackets,
  material: "Wool",
  colours: ["Blue"],
  eur: 15_000n,
  usd: 11_000n,
  tags: ["Outdoor", "Winter"],
});
export const denim = make({
  title: "Denim jacket",
  category: jackets,
  material: "Cotton",
  eur: 2_000n,
  shop: otherShopId,
});
export const hanger = make({
  title: "Hanger",
  description: "For a jacket or a coat.",
  category: clothing,
  eur: 500n,
  usd: 700n,
});
export const headphones = make({ title: "Headphones", category: audio, eur: 20_000n });

/** The subgraph with a few products to search for: jackets in two shops, a hanger that is sold out, headphones. */
export async function startSearchShop() {
  const test = await startTestProducts();
  const categories = [clothing, jackets, audio];
  await test.storeCategories(categories);
  await test.store([rain, wool, denim, headphones], { categories });
  await test.store([hanger], { categories, available: 0 });
  await test.database.transaction(({ listings }) =>
    listings.refreshRatings([
      { productId: rain.id, averageTenths: 45, count: 2 },
      { productId: wool.id, averageTenths: 38, count: 9 },
      { productId: denim.id, averageTenths: 45, count: 3 },
    ]),
  );
  /** What the field `search` answers; whatever error there is fails the test. */
  async function search<Answer = { nodes: { title: string }[]; totalCount: number; correctedQuery: string | null }>(
    args: string,
    selection = "nodes { title } totalCount correctedQuery",
  ): Promise<Answer> {
    const { data, errors } = await test.graphql(`{ search(${args}) { ${selection} } }`);
    if (errors) throw new Error(JSON.stringify(errors));
    return data!["search"] as Answer;
  }
  return { ...test, search };
}
