import type { CurrencyCode } from "#platform/money/currency.ts";

/** How a product is taxed; the rate of a class depends on where it goes. */
export type TaxClass = "STANDARD" | "REDUCED" | "ZERO";

/** A line to price. All amounts of pricing are in minor units of the one currency of the cart. */
export interface LineToPrice {
  readonly id: string;
  /** Null while products is away: then only promotions for everything reach the line. */
  readonly shopId: string | null;
  readonly productId: string | null;
  readonly categoryIds: readonly string[];
  readonly taxClass: TaxClass;
  readonly quantity: number;
  readonly unitPrice: bigint;
}

/** Which lines a promotion is for. Each list that is not empty must match; three empty ones are for everything. */
export interface PromotionTarget {
  readonly productIds: readonly string[];
  readonly categoryIds: readonly string[];
  readonly shopIds: readonly string[];
}

export type PromotionBenefit =
  | { readonly kind: "PERCENTAGE"; readonly basisPoints: number }
  | { readonly kind: "FIXED"; readonly amount: bigint }
  /** The delivery from the shops that have a line in the target. */
  | { readonly kind: "FREE_SHIPPING" };

/** A promotion as far as the price depends on it. Whether its time and its uses are over is decided before. */
export interface PromotionToPrice {
  readonly id: string;
  readonly benefit: PromotionBenefit;
  readonly target: PromotionTarget;
  /** What the lines in the target must cost at least, before any discount; 0 for no minimum. */
  readonly minimum: bigint;
  /** What it takes off at most; null for no cap. */
  readonly cap: bigint | null;
  /** Whether it may stand beside others that are combinable. One that is not stands alone. */
  readonly isCombinable: boolean;
}

/** What the chosen delivery from one shop costs, before discounts. */
export interface DeliveryToPrice {
  readonly shopId: string;
  readonly methodId: string;
  readonly price: bigint;
}

/** The rates where the cart goes. */
export interface TaxToApply {
  /** Whether prices contain the tax; else it is added. */
  readonly isIncluded: boolean;
  /** A business in another country of the EU pays the net price and accounts for the tax itself. */
  readonly isReverseCharge: boolean;
  /** In basis points. */
  readonly rates: Readonly<Record<TaxClass, number>>;
}

export interface CartToPrice {
  readonly currency: CurrencyCode;
  /** At most one line of an id; at most one delivery of a shop; at most one promotion of an id. */
  readonly lines: readonly LineToPrice[];
  readonly promotions: readonly PromotionToPrice[];
  readonly deliveries: readonly DeliveryToPrice[];
  /** Null while it is not known where the cart goes. */
  readonly tax: TaxToApply | null;
}

/** What one promotion takes off one line or one delivery. */
export interface Discount {
  readonly promotionId: string;
  readonly amount: bigint;
}

export interface QuotedLine {
  readonly id: string;
  readonly quantity: number;
  readonly unitPrice: bigint;
  /** Unit price times quantity. */
  readonly subtotal: bigint;
  /** None of zero. */
  readonly discounts: readonly Discount[];
  /** Subtotal less discounts. */
  readonly total: bigint;
  /** Contained in `total`, or on top of it; null while it is not known where the cart goes. */
  readonly tax: bigint | null;
  /** `total` without tax. */
  readonly net: bigint;
}

export interface QuotedDelivery {
  readonly shopId: string;
  readonly methodId: string;
  readonly price: bigint;
  readonly discounts: readonly Discount[];
  /** Price less discounts. */
  readonly total: bigint;
  readonly tax: bigint | null;
  readonly net: bigint;
}

/** What became of a promotion. Only APPLIED ones take anything off. */
export type PromotionOutcome =
  | "APPLIED"
  /** None of its target is in the cart. */
  | "NO_MATCHING_LINE"
  | "MINIMUM_NOT_REACHED"
  /** Others are better for the buyer and it cannot stand beside them. */
  | "NOT_COMBINABLE"
  /** There is nothing (left) to take off: no delivery is chosen, or the lines are free already. */
  | "NOTHING_TO_DISCOUNT";

export interface QuoteSums {
  /** The lines before discounts. */
  readonly subtotal: bigint;
  /** All discounts, those on delivery included. */
  readonly discounts: bigint;
  /** The deliveries before discounts. */
  readonly shipping: bigint;
  readonly tax: bigint | null;
  /** subtotal - discounts + shipping, and + tax unless prices contain it. */
  readonly total: bigint;
}

/** What a cart costs, to the minor unit. */
export interface Quote {
  readonly currency: CurrencyCode;
  readonly taxIncluded: boolean;
  /** In the order of the input. */
  readonly lines: readonly QuotedLine[];
  readonly deliveries: readonly QuotedDelivery[];
  readonly promotions: readonly { readonly id: string; readonly outcome: PromotionOutcome; readonly amount: bigint }[];
  readonly sums: QuoteSums;
}

export const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((left, right) => left + right, 0n);
