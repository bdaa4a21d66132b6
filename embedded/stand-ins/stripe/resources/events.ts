import type { Reader } from "../state/store.ts";
import type { StoredEvent } from "../state/tables.ts";
import { noSuch, ok } from "../wire/api-error.ts";
import type { Answer } from "../wire/api-error.ts";
import { idOf } from "../wire/call.ts";
import type { Call, Route } from "../wire/call.ts";
import { listPage } from "../wire/list-page.ts";

const isDelivered = (reader: Reader, event: StoredEvent): boolean =>
  reader.get("delivery", event.id)?.state === "delivered";

const withPending = (reader: Reader, event: StoredEvent): StoredEvent => ({
  ...event,
  pending_webhooks: isDelivered(reader, event) ? 0 : 1,
});

function list({ tx, params }: Call): Answer {
  const type = params.text("type", null);
  const types = params.texts("types");
  const delivered = params.flag("delivery_success");
  const wanted = type === null ? types : [type];
  // As at Stripe, `charge.*` stands for every charge event.
  const fits = (event: StoredEvent): boolean =>
    (wanted.length === 0 ||
      wanted.some((name) => (name.endsWith("*") ? event.type.startsWith(name.slice(0, -1)) : event.type === name))) &&
    (delivered === undefined || isDelivered(tx, event) === delivered);
  return listPage(
    params,
    "/v1/events",
    tx
      .all("event")
      .filter(fits)
      .map((event) => withPending(tx, event)),
  );
}

export const eventRoutes: readonly Route[] = [
  { method: "GET", pattern: "/v1/events", allow: "secret", handle: list },
  {
    method: "GET",
    pattern: "/v1/events/:id",
    allow: "secret",
    handle(call) {
      const event = call.tx.get("event", idOf(call));
      if (event === undefined) throw noSuch("event", idOf(call));
      return ok(withPending(call.tx, event));
    },
  },
];
