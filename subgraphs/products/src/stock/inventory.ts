import type { ApiKeyId, Id, ProductId, ShopId, UserId, VariantId } from "#platform/ids/id.ts";
import { isShopMember, type Viewer } from "#platform/identity/viewer.ts";
import type { AdjustmentReason, MovementReason } from "./stock.ts";

export type AdjustmentId = Id<"adj">;

/** The most units that are counted of a variant, whatever has become of them. */
export const MAX_UNITS = 1_000_000_000;

/** Everything that its shop may know of the stock of a variant. On hand is available + reserved. */
export interface InventoryLevel {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly title: string;
  readonly variantTitle: string;
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
  readonly lowStockThreshold: number;
}

/** One change of a level. What goes from one column to another comes to 0; the rest came from outside, or went there. */
export interface StockMovement {
  /** Rises with the time at which the movements of a variant were made. */
  readonly id: string;
  readonly variantId: VariantId;
  readonly availableDelta: number;
  readonly reservedDelta: number;
  readonly soldDelta: number;
  readonly reason: MovementReason;
  /** The hold (`hold_`) or the adjustment (`adj_`) that it belongs to. */
  readonly reference: string | null;
  readonly note: string | null;
  /** Who did it; both null for the platform. For an API key its owner, too. */
  readonly actorUserId: UserId | null;
  readonly actorApiKeyId: ApiKeyId | null;
  readonly movedAt: Date;
}

export const INVENTORY_CURSOR_LENGTH = 1;
export const MOVEMENT_CURSOR_LENGTH = 1;

/** What a shop's list is narrowed to. LOW has some left, OUT none. */
export type InventoryFilter = "LOW" | "OUT";

/** A level as an adjustment finds it, locked. */
export interface AdjustableLevel {
  readonly variantId: VariantId;
  readonly available: number;
  /** Available, reserved and sold. */
  readonly stocked: number;
}

/** A checked change: exactly one of `delta` and `setTo` is there. */
export interface InventoryChange {
  readonly variantId: VariantId;
  readonly delta: number | null;
  readonly setTo: number | null;
  readonly expectedAvailable: number | null;
}

export interface AdjustedLevel {
  readonly variantId: VariantId;
  readonly before: number;
  readonly after: number;
}

/** What an adjustment has done. It is kept under its key as it is, so it is JSON. */
export interface InventoryAdjustment {
  readonly id: AdjustmentId;
  readonly reason: AdjustmentReason;
  readonly note: string | null;
  /** RFC 3339. */
  readonly adjustedAt: string;
  readonly changes: readonly AdjustedLevel[];
}

/** The shops whose stock the viewer may change. */
export const stockShopsOf = (viewer: Viewer): ShopId[] =>
  viewer.kind === "guest"
    ? []
    : viewer.memberships.map(({ shopId }) => shopId).filter((shopId) => isShopMember(viewer, shopId, ["CATALOG"]));
