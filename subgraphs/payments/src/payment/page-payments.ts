import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import type { Payment } from "./payment.ts";

/** A page of one order's payments, which are few and already loaded; the cursor is the id before or behind which it starts. */
export function pagePayments(payments: readonly Payment[], request: PageRequest): Page<Payment> {
  const ordered = request.backward ? payments.toReversed() : payments;
  const [after] = request.cursor ?? [];
  const start = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  return toPage(ordered.slice(start, start + request.limit + 1), request);
}
