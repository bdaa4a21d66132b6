import type { Reader } from "../state/store.ts";
import { newId } from "../state/ids.ts";
import type { Charge, LedgerEntry, Refund } from "../state/tables.ts";
import type { Scope } from "../wire/call.ts";

/** Notes a money movement in the same transaction as the change it belongs to. `amount` is in minor units. */
export function recordMovement(
  scope: Scope,
  kind: LedgerEntry["kind"],
  charge: Charge,
  amount: number,
  refund: Refund | null = null,
): void {
  const detail = charge.payment_intent === null ? undefined : scope.tx.get("intent_detail", charge.payment_intent);
  scope.tx.put("ledger_entry", {
    id: newId("led"),
    at: new Date(scope.now * 1_000).toISOString(),
    kind,
    amount,
    currency: charge.currency,
    paymentIntent: charge.payment_intent,
    charge: charge.id,
    refund: refund?.id ?? null,
    idempotencyKey: scope.idempotencyKey,
    createdWithKey: detail?.createdWithKey ?? null,
  });
}

interface LedgerTotals {
  /** Taken from cards. */
  captured: number;
  refunded: number;
  /** Held on cards and neither captured nor released. */
  held: number;
}

export interface Ledger {
  /** Oldest first. */
  entries: LedgerEntry[];
  /** Captured minus refunded, in minor units, by currency. */
  sum: Record<string, number>;
  totals: Record<string, LedgerTotals>;
}

const effects: Record<LedgerEntry["kind"], LedgerTotals> = {
  charge: { captured: 1, refunded: 0, held: 0 },
  authorization: { captured: 0, refunded: 0, held: 1 },
  capture: { captured: 1, refunded: 0, held: -1 },
  release: { captured: 0, refunded: 0, held: -1 },
  refund: { captured: 0, refunded: 1, held: 0 },
};

export function readLedger(reader: Reader): Ledger {
  const entries = reader.all("ledger_entry");
  const totals = new Map<string, LedgerTotals>();
  for (const { kind, amount, currency } of entries) {
    const before = totals.get(currency) ?? { captured: 0, refunded: 0, held: 0 };
    const effect = effects[kind];
    totals.set(currency, {
      captured: before.captured + effect.captured * amount,
      refunded: before.refunded + effect.refunded * amount,
      held: before.held + effect.held * amount,
    });
  }
  const sum = [...totals].map(([currency, total]) => [currency, total.captured - total.refunded] as const);
  return { entries, sum: Object.fromEntries(sum), totals: Object.fromEntries(totals) };
}
