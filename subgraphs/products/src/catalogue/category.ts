import type { CategoryId } from "#platform/ids/id.ts";
import type { AttributeDefinition } from "./attribute.ts";

/** A shelf of the catalogue. Categories form a tree of few levels. */
export interface Category {
  readonly id: CategoryId;
  /** Part of the category's address; unique, lower case, words joined by hyphens. */
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  /** Null at the top. */
  readonly parentId: CategoryId | null;
  /** From the top down to the parent. */
  readonly ancestorIds: readonly CategoryId[];
  /** Place among its siblings, from 0. */
  readonly position: number;
  /** Its own ones; it has those of its ancestors as well. */
  readonly attributes: readonly AttributeDefinition[];
}

/** Stands for "no parent" where children are looked up by their parent's id. */
export const TOP_LEVEL = "top";
