import type { ShopId, UserId } from "#platform/ids/id.ts";

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

export const isHandle = (text: string): boolean => text.length <= 60 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
