import type { Reader } from "../state/store.ts";
import type { Tables } from "../state/tables.ts";
import { badParam } from "./api-error.ts";

type Node = Record<string, unknown>;

/** Which field of which object holds the id of what. */
const references: Record<string, Record<string, keyof Tables>> = {
  payment_intent: { customer: "customer", latest_charge: "charge", payment_method: "payment_method" },
  setup_intent: { customer: "customer", payment_method: "payment_method" },
  charge: { balance_transaction: "balance_transaction", customer: "customer", payment_intent: "payment_intent" },
  refund: { balance_transaction: "balance_transaction", charge: "charge", payment_intent: "payment_intent" },
  balance_transaction: {},
  payment_method: { customer: "customer" },
  customer: {},
  "checkout.session": { customer: "customer", payment_intent: "payment_intent" },
  event: {},
};

const maxDepth = 4;

/**
 * `body` with the ids at `paths` (`latest_charge`, `data.customer`, …) replaced by the objects. The original stays as it
 * was.
 *
 * @throws ApiError 400 for a path that cannot be expanded, whether or not the id is set.
 */
export function expand(reader: Reader, body: object, paths: readonly string[]): object {
  return paths.reduce<object>((node, path) => {
    const segments = path.split(".");
    if (segments.length > maxDepth)
      throw badParam("expand", `You cannot expand more than ${maxDepth} levels of a property.`);
    return expandPath(reader, node as Node, segments, path);
  }, body);
}

function expandPath(reader: Reader, node: Node, segments: readonly string[], path: string): Node {
  const [field, ...rest] = segments;
  if (field === undefined) return node;
  if (node["object"] === "list" && field === "data") {
    return { ...node, data: (node["data"] as Node[]).map((item) => expandPath(reader, item, rest, path)) };
  }
  if (node["object"] === "checkout.session" && field === "line_items" && rest.length === 0) {
    return { ...node, line_items: lineItems(reader, String(node["id"])) };
  }
  const table = references[String(node["object"])]?.[field];
  if (table === undefined) throw badParam("expand", `This property cannot be expanded (${path}).`);
  const value = node[field];
  const target = typeof value === "string" ? reader.get(table, value) : value;
  if (target === null || target === undefined) return node;
  return { ...node, [field]: expandPath(reader, target as Node, rest, path) };
}

function lineItems(reader: Reader, sessionId: string): object {
  const data = reader.get("session_plan", sessionId)?.lines ?? [];
  return { object: "list", url: `/v1/checkout/sessions/${sessionId}/line_items`, has_more: false, data };
}
