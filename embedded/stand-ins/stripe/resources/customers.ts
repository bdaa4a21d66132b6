import type { Customer } from "../state/tables.ts";
import { newId } from "../state/ids.ts";
import { noSuch, noSuchParam, ok } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route, Scope } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";
import { emitEvent } from "./emit-event.ts";
import { readAddress, readShipping } from "./read-details.ts";

/** The customer a parameter names; a deleted one counts as missing. */
export function requireCustomer(scope: Scope, id: string, param = "customer"): Customer {
  const customer = scope.tx.get("customer", id);
  if (customer === undefined || isDeleted(customer)) throw noSuchParam("customer", id, param);
  return customer;
}

const isDeleted = (customer: object): customer is { id: string; object: "customer"; deleted: true } =>
  "deleted" in customer;

function requireOwn(call: Call): Customer {
  const customer = call.tx.get("customer", idOf(call));
  if (customer === undefined || isDeleted(customer)) throw noSuch("customer", idOf(call));
  return customer;
}

/** Fields that create and update share. */
function readCustomer({ params }: Call, current: Customer): Customer {
  const settings = params.object("invoice_settings");
  return {
    ...current,
    description: params.text("description", current.description),
    email: params.text("email", current.email),
    name: params.text("name", current.name ?? null),
    phone: params.text("phone", current.phone ?? null),
    address: params.has("address") ? readAddress(params.object("address")) : (current.address ?? null),
    shipping: params.has("shipping") ? readShipping(params.object("shipping")) : current.shipping,
    metadata: params.metadata(current.metadata),
    invoice_settings: {
      ...current.invoice_settings,
      default_payment_method:
        settings?.text("default_payment_method", null) ?? current.invoice_settings.default_payment_method,
    },
  };
}

function create(call: Call) {
  const customer = readCustomer(call, {
    id: newId("cus"),
    object: "customer",
    balance: 0,
    created: call.now,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
  });
  call.tx.put("customer", customer);
  emitEvent(call, "customer.created", customer);
  return ok(customer);
}

function update(call: Call) {
  const customer = call.tx.put("customer", readCustomer(call, requireOwn(call)));
  emitEvent(call, "customer.updated", customer);
  return ok(customer);
}

function remove(call: Call) {
  const customer = requireOwn(call);
  for (const method of call.tx.all("payment_method")) {
    if (method.customer !== customer.id) continue;
    call.tx.put("payment_method", { ...method, customer: null });
    const card = call.tx.get("card", method.id);
    if (card !== undefined) call.tx.put("card", { ...card, spent: true });
  }
  emitEvent(call, "customer.deleted", customer);
  return ok(call.tx.put("customer", { id: customer.id, object: "customer", deleted: true }));
}

function list(call: Call) {
  const email = call.params.text("email", null);
  const rows = call.tx.all("customer").filter((customer): customer is Customer => !isDeleted(customer));
  return listPage(
    call.params,
    "/v1/customers",
    email === null ? rows : rows.filter((customer) => customer.email === email),
  );
}

function retrieve(call: Call) {
  const customer = call.tx.get("customer", idOf(call));
  if (customer === undefined) throw noSuch("customer", idOf(call));
  return ok(customer); // a deleted one answers { id, deleted: true }, as Stripe's does
}

export const customerRoutes: readonly Route[] = [
  { method: "POST", pattern: "/v1/customers", allow: "secret", handle: create },
  { method: "GET", pattern: "/v1/customers", allow: "secret", handle: list },
  { method: "GET", pattern: "/v1/customers/:id", allow: "secret", handle: retrieve },
  { method: "POST", pattern: "/v1/customers/:id", allow: "secret", handle: update },
  { method: "DELETE", pattern: "/v1/customers/:id", allow: "secret", handle: remove },
];
