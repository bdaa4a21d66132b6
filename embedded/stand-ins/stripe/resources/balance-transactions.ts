import { newId } from "../state/ids.ts";
import type { BalanceTransaction } from "../state/tables.ts";
import { noSuch } from "../wire/api-error.ts";
import { ok } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Route, Scope } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";

/** The effect of a capture (`amount` > 0) or refund (`amount` < 0) on the merchant's balance. The stand-in takes no fee. */
export function makeBalanceTransaction(
  scope: Scope,
  type: "charge" | "refund",
  source: string,
  amount: number,
  currency: string,
): BalanceTransaction {
  return scope.tx.put("balance_transaction", {
    id: newId("txn"),
    object: "balance_transaction",
    amount,
    available_on: scope.now,
    balance_type: "payments",
    created: scope.now,
    currency,
    description: null,
    exchange_rate: null,
    fee: 0,
    fee_details: [],
    net: amount,
    reporting_category: type,
    source,
    status: "available",
    type,
  });
}

export const balanceTransactionRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/v1/balance_transactions",
    allow: "secret",
    handle(call) {
      const source = call.params.text("source", null);
      const type = call.params.choice("type", ["charge", "refund"]);
      const rows = call.tx
        .all("balance_transaction")
        .filter((row) => (source === null || row.source === source) && (type === undefined || row.type === type));
      return listPage(call.params, "/v1/balance_transactions", rows);
    },
  },
  {
    method: "GET",
    pattern: "/v1/balance_transactions/:id",
    allow: "secret",
    handle(call) {
      const transaction = call.tx.get("balance_transaction", idOf(call));
      if (transaction === undefined) throw noSuch("balance_transaction", idOf(call));
      return ok(transaction);
    },
  },
];
