import type { VariantId } from "#platform/ids/id.ts";
import type { Product, ProductMedia, ProductOption, SelectedOption, Variant } from "../catalogue/product.ts";
import { plainText } from "../catalogue/search-text.ts";
import { PRODUCT_LIMITS } from "./product-limits.ts";
import type { Path, ProblemList } from "./product-problem.ts";
import type { WrittenOption } from "./read-product-input.ts";
import type { WrittenVariant } from "./read-variant-input.ts";

/** What a variant of one choice only is called. */
const ONLY_VARIANT = "Standard";

const isSame = (left: string, right: string): boolean => plainText(left) === plainText(right);

/**
 * A new variant of `product`, or `former` with what is written; adds what does not fit to `problems`. Choices are compared
 * whatever their case and accents, and stored as the product's options spell them.
 */
export function assembleVariant(
  product: Pick<Product, "options" | "media">,
  former: Variant | { readonly id: VariantId },
  written: WrittenVariant,
  problems: ProblemList,
): Variant {
  const before: Variant = "sku" in former ? former : { ...BLANK_VARIANT, id: former.id };
  const isNew = !("sku" in former);
  const selectedOptions =
    isNew || written.selectedOptions
      ? chooseOptions(product.options, written.selectedOptions ?? [], written.path, problems)
      : before.selectedOptions;
  return {
    ...before,
    sku: written.sku ?? before.sku,
    selectedOptions,
    title: titleOf(selectedOptions),
    prices: written.prices ?? before.prices,
    weightGrams: written.weightGrams === undefined ? before.weightGrams : written.weightGrams,
    taxClass: written.taxClass ?? before.taxClass,
    attributes: written.attributes?.map(({ key, value }) => ({ key, value })) ?? before.attributes,
    imageUrl: written.imageFileId === undefined ? before.imageUrl : findImage(product.media, written, problems),
  };
}

const BLANK_VARIANT: Omit<Variant, "id"> = {
  sku: "",
  title: ONLY_VARIANT,
  selectedOptions: [],
  prices: [],
  imageUrl: null,
  weightGrams: null,
  taxClass: "STANDARD",
  attributes: [],
};

const titleOf = (choices: readonly SelectedOption[]): string =>
  choices.map(({ value }) => value).join(" / ") || ONLY_VARIANT;

function findImage(media: readonly ProductMedia[], written: WrittenVariant, problems: ProblemList): string | null {
  if (written.imageFileId == null) return null;
  const medium = media.find(({ fileId }) => fileId === written.imageFileId);
  if (!medium) problems.add("IMAGE_NOT_OF_PRODUCT", [...written.path, "imageFileId"]);
  return medium?.url ?? null;
}

/** One value of each option, in the order of the options. */
function chooseOptions(
  options: readonly ProductOption[],
  given: readonly SelectedOption[],
  path: Path,
  problems: ProblemList,
): SelectedOption[] {
  const place: Path = [...path, "selectedOptions"];
  const chosen = new Map<string, string>();
  for (const [index, { name, value }] of given.entries()) {
    const option = options.find((candidate) => isSame(candidate.name, name));
    if (!option) problems.add("OPTION_UNKNOWN", [...place, index, "name"]);
    else if (chosen.has(option.name)) problems.add("DUPLICATE", [...place, index, "name"]);
    else {
      const known = option.values.find((candidate) => isSame(candidate, value));
      if (known === undefined) problems.add("OPTION_VALUE_UNKNOWN", [...place, index, "value"]);
      chosen.set(option.name, known ?? value);
    }
  }
  if (options.some(({ name }) => !chosen.has(name))) problems.add("OPTION_NOT_CHOSEN", place);
  return options.map(({ name }) => ({ name, value: chosen.get(name) ?? "" }));
}

/**
 * The product with other options. Its variants keep their choices under an option's new name, get the first value of an option
 * that is new, and lose those of one that goes; what then does not fit any more is added to `problems`.
 */
export function changeOptions(product: Product, written: readonly WrittenOption[], problems: ProblemList): Product {
  const formerOf = ({ name, formerName }: WrittenOption) =>
    product.options.find((option) => isSame(option.name, formerName ?? name));
  const unused = written.map((option, index) => {
    const known = formerOf(option);
    if (option.formerName !== null && !known) problems.add("OPTION_UNKNOWN", ["options", index, "formerName"]);
    if (known && written.findIndex((other) => formerOf(other) === known) < index)
      problems.add("DUPLICATE", ["options", index, "formerName"]);
    return { option, known, index };
  });
  const missing = new Set<number>();
  const variants = product.variants.map((variant): Variant => {
    const selectedOptions = unused.map(({ option, known, index }): SelectedOption => {
      const former = known && variant.selectedOptions.find(({ name }) => name === known.name)?.value;
      const value = former === undefined ? option.values[0] : option.values.find((each) => isSame(each, former));
      if (value === undefined) missing.add(index);
      return { name: option.name, value: value ?? former ?? "" };
    });
    return { ...variant, selectedOptions, title: titleOf(selectedOptions) };
  });
  for (const index of missing) problems.add("OPTION_VALUE_IN_USE", ["options", index, "values"]);
  const changed = { ...product, options: written.map(({ name, values }) => ({ name, values })), variants };
  if (missing.size === 0 && findRepeated(changed.variants).length > 0) problems.add("VARIANT_EXISTS", ["options"]);
  return changed;
}

/** Adds what is wrong with the variants of a product as a whole: too many, two alike, one SKU twice. */
export function checkVariants(
  variants: readonly Variant[],
  pathOf: (variant: Variant, index: number) => Path | null,
  problems: ProblemList,
): void {
  if (variants.length > PRODUCT_LIMITS.variants) problems.add("TOO_MANY", ["variants"]);
  for (const index of findRepeated(variants)) {
    const path = pathOf(variants[index]!, index);
    if (path) problems.add("VARIANT_EXISTS", path);
  }
}

/** Places of the variants whose choices another has that stands before them. */
function findRepeated(variants: readonly Variant[]): number[] {
  const seen = new Set<string>();
  return variants.flatMap(({ selectedOptions }, index) => {
    const key = JSON.stringify(selectedOptions.map(({ value }) => plainText(value)));
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}
