import type { TaxClass } from "../../../subgraphs/products/src/catalogue/product.ts";
import type { Motif } from "./draw-picture.ts";

/** A department of the demo catalogue: one shop sells it. */
export interface Department {
  /** Slug of the shop whose goods these are. */
  readonly shopSlug: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly sections: readonly Section[];
}

/** A category in a department: a shelf itself, or one with shelves in it. */
export interface Section {
  readonly handle: string;
  readonly name: string;
  readonly shelf?: Shelf;
  readonly shelves?: readonly (Shelf & { readonly handle: string; readonly name: string })[];
}

/** What the products of one category are like. */
export interface Shelf {
  /** First part of the SKU. */
  readonly code: string;
  readonly nouns: readonly string[];
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  /** Lowest and highest price of the smallest choice, in EUR cents. */
  readonly priceMinor: readonly [number, number];
  /** STANDARD when nothing is said. */
  readonly taxClass?: TaxClass;
  readonly praise: string;
  readonly facts: readonly string[];
  readonly motif: Motif;
}
