import type { ShopId, UserId } from "#platform/ids/id.ts";
import { isSlug } from "#platform/text/slug.ts";

/** A merchant's storefront. */
export interface Shop {
  readonly id: ShopId;
  readonly ownerUserId: UserId;
  readonly name: string;
  /** Names the shop in addresses, e.g. `harbour-roasters`. */
  readonly handle: string;
  readonly description: string;
  /** Counts the changes. */
  readonly version: number;
  readonly createdAt: Date;
  /** Since when nothing is sold here any more. */
  readonly closedAt: Date | null;
}

export const SHOP_NAME_MAX_CHARACTERS = 100;
export const SHOP_DESCRIPTION_MAX_CHARACTERS = 2_000;
export const HANDLE_MAX_CHARACTERS = 60;

export const isHandle = (text: string): boolean => isSlug(text, HANDLE_MAX_CHARACTERS);

/** Where a change of the shop stands in the way of another one that was begun before it. */
export const isOutdated = (shop: Shop, expectedVersion: number | null | undefined): boolean =>
  expectedVersion != null && expectedVersion !== shop.version;
