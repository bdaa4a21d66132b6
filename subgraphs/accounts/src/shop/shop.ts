import type { ShopId, UserId } from "#platform/ids/id.ts";

/** A merchant's storefront. */
export interface Shop {
  readonly id: ShopId;
  readonly ownerUserId: UserId;
  readonly name: string;
  /** Names the shop in addresses, e.g. `harbour-roasters`. */
  readonly handle: string;
  readonly description: string;
  readonly createdAt: Date;
}

export const isHandle = (text: string): boolean => text.length <= 60 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);
