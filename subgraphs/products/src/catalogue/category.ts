import type { CategoryId, ShopId } from "#platform/ids/id.ts";
import type { AttributeDefinition } from "./attribute.ts";

/** A shelf of the catalogue. Categories form a tree of few levels. */
export interface Category {
  readonly id: CategoryId;
  /** Whose it is; null for the platform's, which are everybody's. */
  readonly shopId: ShopId | null;
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
  /** 1 when created, one more with each change of it. Its place moving because of its siblings is none. */
  readonly version: number;
}

/** Stands for "no parent" where children are looked up by their parent's id. */
export const TOP_LEVEL = "top";

/** Names a list of children: those right below `parentId` that are the platform's, or with a shop that shop's own. */
export const childrenKey = (parentId: string | null, shopId: string | null): string =>
  shopId === null ? (parentId ?? TOP_LEVEL) : `${parentId ?? TOP_LEVEL} ${shopId}`;
