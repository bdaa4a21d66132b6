import type { ProductId, ShopId, VariantId } from "#platform/ids/id.ts";

/** Units at or below which a variant is low, where neither its shop nor the configuration says otherwise. */
export const LOW_STOCK_UNITS = 5;

/** How much a shopper is told: exact counts are nobody else's business. */
export type StockStatus = "IN_STOCK" | "LOW_STOCK" | "OUT_OF_STOCK";

/** A hold leaves HELD once. EXPIRED and RELEASED may still become COMMITTED, when a payment came late. */
export type HoldStatus = "HELD" | "COMMITTED" | "RELEASED" | "EXPIRED";

/**
 * Units of one variant. Kept apart: what can be sold now (`available`), what unpaid orders hold (`reserved`), what has left
 * (`sold`). The database keeps `stocked = available + reserved + sold`; on the shelf are available + reserved.
 */
export interface StockLevel {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly available: number;
  /** Low at this many or fewer: its own, or the configured one. */
  readonly lowStockThreshold: number;
}

/** Why units moved, where nobody but the platform moves them. */
export type SystemMovementReason = "INITIAL" | "HELD" | "RELEASED" | "EXPIRED" | "SOLD" | "SOLD_LATE";

/** Why people change how many units there are. */
export const ADJUSTMENT_REASONS = ["RECEIVED", "CORRECTION", "DAMAGED", "LOST", "RETURNED", "OTHER"] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

export type MovementReason = SystemMovementReason | AdjustmentReason;

/** What one statement did to what can be sold of a variant, and whose it is. */
export interface StockChange {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  /** Null for a level from before levels knew it, until its product is written again. */
  readonly shopId: ShopId | null;
  readonly title: string;
  readonly variantTitle: string;
  /** Null when the variant has been deleted: its units come and go unheard. */
  readonly sku: string | null;
  /** Available units. */
  readonly before: number;
  readonly after: number;
  readonly lowStockThreshold: number;
  /** The threshold until now, where that is what changed; the same otherwise. */
  readonly thresholdBefore: number;
}

export interface StockLine {
  readonly variantId: string;
  readonly quantity: number;
}

/** Stock set aside for one order until `expiresAt` by the database's clock. */
export interface StockReservation {
  readonly id: string;
  /** EXPIRED from the moment of its expiry, even while the units wait to be given back. */
  readonly status: HoldStatus;
  readonly expiresAt: Date;
}

/** A line that cannot be held: not so many are there. */
export interface MissingStock {
  readonly variantId: string;
  readonly availableQuantity: number;
}

export function stockStatusOf(available: number, lowStockUnits: number): StockStatus {
  if (available <= 0) return "OUT_OF_STOCK";
  return available <= lowStockUnits ? "LOW_STOCK" : "IN_STOCK";
}

/** Products of which a variant has run out or come back: what lists show of them may be different now. */
export const productsTurned = (changes: readonly StockChange[]): ProductId[] =>
  changes.filter(({ before, after }) => before > 0 !== after > 0).map(({ productId }) => productId);

/** One line for each variant, in id order. */
export function mergeLines(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines) quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((left, right) => (left.variantId < right.variantId ? -1 : 1));
}

/** The lines that `levels` cannot fill. A variant without a level has none. */
export function findMissing(lines: readonly StockLine[], levels: readonly StockLevel[]): MissingStock[] {
  const available = new Map(levels.map((level) => [level.variantId as string, level.available]));
  return lines
    .map(({ variantId, quantity }) => ({ variantId, quantity, availableQuantity: available.get(variantId) ?? 0 }))
    .filter(({ quantity, availableQuantity }) => availableQuantity < quantity)
    .map(({ variantId, availableQuantity }) => ({ variantId, availableQuantity }));
}

/** The hold of an order carries the order's id under its own prefix. */
export const holdIdOf = (orderId: string): string => orderId.replace(/^ord_/, "hold_");
