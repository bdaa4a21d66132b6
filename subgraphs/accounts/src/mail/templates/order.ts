import { z } from "zod";
import { link, type MailBlock } from "../mail-body.ts";

/** What every mail about an order knows. */
export const orderFields = {
  number: z.string(),
  /** Opens the order without signing in: belongs into the mail and nowhere else. */
  accessKey: z.string(),
  fullName: z.string(),
};

export const SAMPLE_ORDER = { number: "P-1001", accessKey: "key-of-order", fullName: "Mia Berg" };

/** `2 x Linen shirt, Blue / M`. */
export const lineLabel = (line: { title: string; variantTitle: string; quantity: number }): string =>
  `${line.quantity} x ${line.variantTitle === "" ? line.title : `${line.title}, ${line.variantTitle}`}`;

export const linkToOrder = (order: { number: string; accessKey: string }, storefrontUrl: string): MailBlock =>
  link(
    "See your order",
    `${storefrontUrl}/orders/${encodeURIComponent(order.number)}?key=${encodeURIComponent(order.accessKey)}`,
  );

/** Belongs below `linkToOrder`. */
export const KEEP_TO_YOURSELF: MailBlock = {
  kind: "note",
  text: "The link opens it without signing in, so keep it to yourself.",
};
