import { z } from "zod";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { type MailBlock, table } from "../mail-body.ts";
import { amount, currencyCode, minorAmount } from "./amount.ts";
import { lineLabel } from "./order.ts";

/** What an order costs, line by line. */
export const pricedFields = {
  lines: z.array(z.object({ title: z.string(), variantTitle: z.string(), quantity: z.int(), totalMinor: minorAmount })),
  totalMinor: minorAmount,
  currency: currencyCode,
};

export const SAMPLE_LINES = {
  lines: [
    { title: "Linen shirt", variantTitle: "Blue / M", quantity: 2, totalMinor: "5000" },
    { title: "Gift card", variantTitle: "", quantity: 1, totalMinor: "1050" },
  ],
  totalMinor: "6050",
  currency: "EUR" as const,
};

interface Priced {
  lines: readonly { title: string; variantTitle: string; quantity: number; totalMinor: string }[];
  totalMinor: string;
  currency: CurrencyCode;
}

/** The total is the order's, not the sum of the lines: shipping or a discount may be in it. */
export const pricedLines = ({ lines, totalMinor, currency }: Priced): MailBlock =>
  table(
    lines.map((line) => ({ label: lineLabel(line), value: amount(line.totalMinor, currency) })),
    [{ label: "Total", value: amount(totalMinor, currency) }],
  );
