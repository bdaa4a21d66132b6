import { z } from "zod";
import { CURRENCY_CODES } from "#platform/money/currency.ts";
import type { Quote } from "./pricing.ts";

/** A decimal string: JSON numbers are binary floats. */
const minor = z.string().regex(/^\d+$/);
const amount = z.codec(minor, z.bigint(), { decode: BigInt, encode: String });
const discounts = z.array(z.object({ promotionId: z.string(), amount })).readonly();
const priced = { discounts, total: amount, tax: amount.nullable(), net: amount };

/** How the quote of a frozen cart is stored. Additive changes only: locks are read by later versions. */
export const storedQuote = z.object({
  currency: z.enum(CURRENCY_CODES),
  taxIncluded: z.boolean(),
  lines: z
    .array(z.object({ id: z.string(), quantity: z.int(), unitPrice: amount, subtotal: amount, ...priced }))
    .readonly(),
  deliveries: z.array(z.object({ shopId: z.string(), methodId: z.string(), price: amount, ...priced })).readonly(),
  promotions: z
    .array(
      z.object({
        id: z.string(),
        outcome: z.enum([
          "APPLIED",
          "NO_MATCHING_LINE",
          "MINIMUM_NOT_REACHED",
          "NOT_COMBINABLE",
          "NOTHING_TO_DISCOUNT",
        ]),
        amount,
      }),
    )
    .readonly(),
  sums: z.object({
    subtotal: amount,
    discounts: amount,
    shipping: amount,
    tax: amount.nullable(),
    total: amount,
  }),
}) satisfies z.ZodType<Quote>;
