import type { StoredEvent } from "../state/tables.ts";

const amountFields = new Set([
  "amount",
  "amount_captured",
  "amount_capturable",
  "amount_received",
  "amount_refunded",
  "amount_subtotal",
  "amount_total",
]);

/** The body of a delivery. With `deltaMinor` every amount of the object above 0 is off by that much: the fault "wrong amount". */
export function webhookPayload(event: StoredEvent, deltaMinor: number | null): string {
  if (deltaMinor === null) return JSON.stringify(event);
  const entries = Object.entries(event.data.object).map(([name, value]: [string, unknown]) =>
    amountFields.has(name) && typeof value === "number" && value > 0 ? [name, value + deltaMinor] : [name, value],
  );
  return JSON.stringify({ ...event, data: { object: Object.fromEntries(entries) } });
}
