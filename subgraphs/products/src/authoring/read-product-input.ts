import { type CategoryId, type FileId, parseId } from "#platform/ids/id.ts";
import { readText } from "#platform/text/read-text.ts";
import { plainText } from "../catalogue/search-text.ts";
import { isProductHandle } from "./product-handle.ts";
import { PRODUCT_LIMITS } from "./product-limits.ts";
import type { Path, ProblemList } from "./product-problem.ts";
import { type AttributeInput, readAttributes, type WrittenAttribute } from "./read-attributes.ts";
import { readName } from "./read-name.ts";

/** What a client writes about a product. What is absent or null stays. */
export interface ProductFieldsInput {
  title?: string | null;
  handle?: string | null;
  description?: string | null;
  seo?: { title?: string | null; description?: string | null } | null;
  tags?: readonly string[] | null;
  categoryIds?: readonly string[] | null;
  attributes?: readonly AttributeInput[] | null;
  options?: readonly OptionInput[] | null;
  media?: readonly MediaInput[] | null;
}

export interface OptionInput {
  name: string;
  values: readonly string[];
  formerName?: string | null;
}

export interface MediaInput {
  fileId?: string | null;
  url?: string | null;
  alt?: string | null;
}

/** An option as it is to be; `formerName` is what it is called until now, when that is something else. */
export interface WrittenOption {
  readonly name: string;
  readonly values: readonly string[];
  readonly formerName: string | null;
}

/** A category, and where in the input it stands. */
export interface WrittenCategory {
  readonly id: CategoryId;
  readonly path: Path;
}

/** A picture as it is to be: an uploaded file, or one that the product has already, by its address. */
export interface WrittenMedium {
  /** Where in the input it stands. */
  readonly path: Path;
  readonly fileId: FileId | null;
  readonly url: string | null;
  /** Null: as it is, or the product's title. */
  readonly alt: string | null;
}

/** The same, read. What could not be read is missing, and among the problems. */
export interface WrittenFields {
  title?: string;
  handle?: string;
  description?: string;
  seo?: { title?: string | null; description?: string | null };
  tags?: readonly string[];
  categories?: readonly WrittenCategory[];
  attributes?: readonly WrittenAttribute[];
  options?: readonly WrittenOption[];
  media?: readonly WrittenMedium[];
}

/** Reads what is there of a product's own fields; adds everything that is wrong to `problems`. */
export function readProductFields(input: ProductFieldsInput, problems: ProblemList): WrittenFields {
  const written: WrittenFields = {};
  if (input.title != null) set(written, "title", readName(input.title, PRODUCT_LIMITS.title, ["title"], problems));
  if (input.handle != null) {
    if (isProductHandle(input.handle)) written.handle = input.handle;
    else problems.add("INVALID_HANDLE", ["handle"]);
  }
  if (input.description != null) {
    const description = readText(input.description, { max: PRODUCT_LIMITS.description });
    if (description.kind === "good") written.description = description.text;
    else problems.add(description.problem, ["description"]);
  }
  if (input.seo != null) written.seo = readSeo(input.seo, problems);
  if (input.tags != null) written.tags = readTags(input.tags, problems);
  if (input.categoryIds != null) written.categories = readCategories(input.categoryIds, problems);
  if (input.attributes != null) written.attributes = readAttributes(input.attributes, ["attributes"], problems);
  if (input.options != null) written.options = readOptions(input.options, problems);
  if (input.media != null) written.media = readMedia(input.media, problems);
  return written;
}

function set<Key extends keyof WrittenFields>(written: WrittenFields, key: Key, value: WrittenFields[Key] | undefined) {
  if (value !== undefined) written[key] = value;
}

/** An empty text takes away what was there. */
function readSeo(input: NonNullable<ProductFieldsInput["seo"]>, problems: ProblemList): WrittenFields["seo"] & object {
  const seo: NonNullable<WrittenFields["seo"]> = {};
  const limits = { title: PRODUCT_LIMITS.seoTitle, description: PRODUCT_LIMITS.seoDescription };
  for (const field of ["title", "description"] as const) {
    const text = input[field];
    if (text == null) continue;
    if (text.trim() === "") seo[field] = null;
    else seo[field] = readName(text, limits[field], ["seo", field], problems) ?? null;
  }
  return seo;
}

/** Each tag once, whatever its case and accents. */
function readTags(input: readonly string[], problems: ProblemList): string[] {
  if (input.length > PRODUCT_LIMITS.tags) {
    problems.add("TOO_MANY", ["tags"]);
    return [];
  }
  const tags = new Map<string, string>();
  for (const [index, given] of input.entries()) {
    const tag = readName(given, PRODUCT_LIMITS.tag, ["tags", index], problems);
    if (tag !== undefined && !tags.has(plainText(tag))) tags.set(plainText(tag), tag);
  }
  return [...tags.values()];
}

function readCategories(input: readonly string[], problems: ProblemList): WrittenCategory[] {
  if (input.length > PRODUCT_LIMITS.categories) {
    problems.add("TOO_MANY", ["categoryIds"]);
    return [];
  }
  const categories: WrittenCategory[] = [];
  for (const [index, given] of input.entries()) {
    const path: Path = ["categoryIds", index];
    const id = parseId("cat", given);
    if (id === null) problems.add("CATEGORY_NOT_FOUND", path);
    else if (categories.some((category) => category.id === id)) problems.add("DUPLICATE", path);
    else categories.push({ id, path });
  }
  return categories;
}

function readOptions(input: readonly OptionInput[], problems: ProblemList): WrittenOption[] {
  if (input.length > PRODUCT_LIMITS.options) {
    problems.add("TOO_MANY", ["options"]);
    return [];
  }
  const options: WrittenOption[] = [];
  for (const [index, { name: givenName, values: givenValues, formerName }] of input.entries()) {
    const name = readName(givenName, PRODUCT_LIMITS.optionText, ["options", index, "name"], problems);
    const values = readOptionValues(givenValues, ["options", index, "values"], problems);
    if (name === undefined) continue;
    if (options.some((option) => plainText(option.name) === plainText(name))) {
      problems.add("DUPLICATE", ["options", index, "name"]);
      continue;
    }
    options.push({ name, values, formerName: formerName?.trim() || null });
  }
  return options;
}

function readOptionValues(input: readonly string[], path: Path, problems: ProblemList): string[] {
  if (input.length === 0) problems.add("REQUIRED", path);
  if (input.length > PRODUCT_LIMITS.optionValues) {
    problems.add("TOO_MANY", path);
    return [];
  }
  const values = new Map<string, string>();
  for (const [index, given] of input.entries()) {
    const value = readName(given, PRODUCT_LIMITS.optionText, [...path, index], problems);
    if (value === undefined) continue;
    if (values.has(plainText(value))) problems.add("DUPLICATE", [...path, index]);
    else values.set(plainText(value), value);
  }
  return [...values.values()];
}

function readMedia(input: readonly MediaInput[], problems: ProblemList): WrittenMedium[] {
  if (input.length > PRODUCT_LIMITS.media) {
    problems.add("TOO_MANY", ["media"]);
    return [];
  }
  const media: WrittenMedium[] = [];
  for (const [index, given] of input.entries()) {
    const path: Path = ["media", index];
    const alt = readAlt(given.alt, path, problems);
    if ((given.fileId == null) === (given.url == null)) {
      problems.add("REQUIRED", [...path, "fileId"]);
      continue;
    }
    const fileId = given.fileId == null ? null : parseId("file", given.fileId);
    const url = given.url ?? null;
    const place: Path = [...path, url === null ? "fileId" : "url"];
    if (fileId === null && url === null) problems.add("FILE_NOT_FOUND", place);
    else if (media.some((medium) => medium.fileId === fileId && medium.url === url)) problems.add("DUPLICATE", place);
    else media.push({ fileId, url, alt, path: place });
  }
  return media;
}

function readAlt(input: string | null | undefined, path: Path, problems: ProblemList): string | null {
  return input == null || input.trim() === ""
    ? null
    : (readName(input, PRODUCT_LIMITS.alt, [...path, "alt"], problems) ?? null);
}
