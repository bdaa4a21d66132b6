import type { FileId } from "#platform/ids/id.ts";
import type { AttributeDefinition } from "../catalogue/attribute.ts";
import type { Product, ProductMedia } from "../catalogue/product.ts";
import type { StoredFile } from "../files/file.ts";
import { changeOptions } from "./assemble-variants.ts";
import type { Path, ProblemList } from "./product-problem.ts";
import { checkAttributes } from "./read-attributes.ts";
import type { WrittenFields, WrittenMedium } from "./read-product-input.ts";

/** What an edit refers to, as it was found. */
export interface References {
  /** Ids among those that are written of categories that the shop can use. */
  readonly categoryIds: ReadonlySet<string>;
  /** Attributes of the category that will be the main one, and of those above it, by key. */
  readonly definitions: ReadonlyMap<string, AttributeDefinition>;
  /** Files that the actor may use, by id: their own, and what is in use. */
  readonly files: ReadonlyMap<string, StoredFile>;
  /** The address of a checked picture. */
  readonly urlOf: (file: StoredFile) => string;
}

/** `product` with what is written laid over it; adds everything that does not fit to `problems`. */
export function assembleProduct(
  product: Product,
  written: WrittenFields,
  references: References,
  problems: ProblemList,
): Product {
  const { title = product.title, description = product.description, tags = product.tags } = written;
  const categoryIds = written.categories?.map(({ id }) => id) ?? product.categoryIds;
  for (const { id, path } of written.categories ?? [])
    if (!references.categoryIds.has(id)) problems.add("CATEGORY_NOT_FOUND", path);
  if (written.attributes || written.categories) checkOwnAttributes(product, written, references, problems);

  const changed: Product = {
    ...product,
    ...takeHandle(product, written.handle),
    title,
    description,
    tags,
    categoryIds,
    seo: { ...product.seo, ...written.seo },
    attributes: written.attributes?.map(({ key, value }) => ({ key, value })) ?? product.attributes,
  };
  const withMedia = written.media ? changeMedia(changed, written.media, references, problems) : changed;
  return written.options ? changeOptions(withMedia, written.options, problems) : withMedia;
}

/** A handle that shoppers may have met leads to the product for ever. */
function takeHandle(product: Product, handle = product.handle): Pick<Product, "handle" | "formerHandles"> {
  const { handle: former, formerHandles, publishedAt } = product;
  if (handle === former) return { handle, formerHandles };
  const all = publishedAt === null ? formerHandles : [...formerHandles, former];
  return { handle, formerHandles: all.filter((each) => each !== handle) };
}

/** Also those that were there before: another main category may not know them. */
function checkOwnAttributes(
  product: Product,
  written: WrittenFields,
  { definitions }: References,
  problems: ProblemList,
): void {
  const place: Path = ["categoryIds"];
  const own = written.attributes ?? product.attributes.map((attribute) => ({ ...attribute, path: place }));
  const ofVariants = product.variants.flatMap(({ attributes }) => attributes.map((each) => ({ ...each, path: place })));
  const moved = written.categories && written.categories[0]?.id !== product.categoryIds[0];
  checkAttributes(moved ? [...own, ...ofVariants] : own, definitions, problems);
}

function changeMedia(
  product: Product,
  written: readonly WrittenMedium[],
  references: References,
  problems: ProblemList,
): Product {
  const media = written.flatMap((medium) => findMedium(product, medium, references, problems) ?? []);
  const urls = new Set(media.map(({ url }) => url));
  const gone = new Set(product.media.map(({ url }) => url).filter((url) => !urls.has(url)));
  const variants = product.variants.map((variant) =>
    variant.imageUrl !== null && gone.has(variant.imageUrl) ? { ...variant, imageUrl: null } : variant,
  );
  return { ...product, media, variants };
}

function findMedium(
  product: Product,
  written: WrittenMedium,
  { files, urlOf }: References,
  problems: ProblemList,
): ProductMedia | null {
  const known = product.media.find(({ fileId, url }) =>
    written.fileId === null ? url === written.url : fileId === written.fileId,
  );
  if (known) return { ...known, alt: written.alt ?? known.alt };
  const file = written.fileId === null ? undefined : files.get(written.fileId);
  if (!file || file.purpose !== "PRODUCT_MEDIA") problems.add("FILE_NOT_FOUND", written.path);
  else if (file.status === "ATTACHED" && file.reference !== product.id) problems.add("FILE_IN_USE", written.path);
  else if (!file.picture) problems.add("FILE_NOT_READY", written.path);
  else {
    const { width, height } = file.picture;
    return { fileId: file.id, url: urlOf(file), alt: written.alt ?? product.title, width, height };
  }
  return null;
}

/** Files that `after` shows and `before` does not. */
export function newFilesOf(before: Pick<Product, "media"> | null, after: Pick<Product, "media">): FileId[] {
  const had = new Set(before?.media.map(({ fileId }) => fileId));
  return after.media.flatMap(({ fileId }) => (fileId === null || had.has(fileId) ? [] : [fileId]));
}
