import { describe, expect, it } from "vitest";
import { money } from "#platform/money/money.ts";
import {
  holdIdOf,
  judgeUnwanted,
  ORDER_STATUSES,
  type Order,
  type OrderStatus,
  statusesBefore,
  unwantedEventId,
} from "./order.ts";

const ALLOWED = new Set([
  "PENDING_PAYMENT>PAID",
  "PENDING_PAYMENT>CANCELLED",
  "PENDING_PAYMENT>EXPIRED",
  "PAID>PARTIALLY_FULFILLED",
  "PAID>FULFILLED",
  "PAID>CANCELLED",
  "PARTIALLY_FULFILLED>FULFILLED",
]);

describe("the status machine", () => {
  const steps = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => [from, to] as const));

  it.each(steps)("decides whether %s may become %s", (from, to) => {
    expect(statusesBefore(to).includes(from)).toBe(ALLOWED.has(`${from}>${to}`));
  });

  it("never leads back to a status that an order has left", () => {
    const reachable = (from: OrderStatus): OrderStatus[] =>
      ORDER_STATUSES.filter((to) => statusesBefore(to).includes(from)).flatMap((to) => [to, ...reachable(to)]);
    for (const status of ORDER_STATUSES) expect(reachable(status)).not.toContain(status);
  });
});

describe("judgeUnwanted", () => {
  const order = (part: Partial<Order>) =>
    ({ status: "PENDING_PAYMENT", total: money(1_000n, "EUR"), paymentId: null, ...part }) as Order;
  const payment = { paymentId: "pay_1", amount: money(1_000n, "EUR") };

  it.each([
    ["a payment for no order at all", null, "ORDER_NOT_PAYABLE"],
    ["an order past its time", order({}), "ORDER_NOT_PAYABLE"],
    ["an expired order", order({ status: "EXPIRED" }), "ORDER_NOT_PAYABLE"],
    ["a cancelled order", order({ status: "CANCELLED" }), "ORDER_NOT_PAYABLE"],
    ["an order that another payment paid", order({ status: "PAID", paymentId: "pay_2" }), "ORDER_NOT_PAYABLE"],
    ["another amount", order({ total: money(1_001n, "EUR") }), "AMOUNT_MISMATCH"],
    ["another currency", order({ total: money(1_000n, "USD") }), "AMOUNT_MISMATCH"],
    ["the payment that paid it", order({ status: "PAID", paymentId: "pay_1" }), null],
    ["the payment that paid it, long ago", order({ status: "FULFILLED", paymentId: "pay_1" }), null],
  ])("tells what to do about %s", (_, found, reason) => {
    expect(judgeUnwanted(found, payment)).toBe(reason);
  });
});

it("gives a hold the id of its order with another prefix", () => {
  expect(holdIdOf("ord_01h455vb4pex5vsknk084sn02q")).toBe("hold_01h455vb4pex5vsknk084sn02q");
});

it("gives the unwanted event of a payment always the same id, and of two payments two", () => {
  expect(unwantedEventId("pay_1")).toBe(unwantedEventId("pay_1"));
  expect(unwantedEventId("pay_1")).not.toBe(unwantedEventId("pay_2"));
  expect(unwantedEventId("pay_1")).toMatch(/^evt_[0-9a-z]{26}$/);
});
