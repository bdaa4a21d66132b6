import { faultKinds } from "../faults/faults.ts";
import type { Faults } from "../faults/faults.ts";
import { parseFault } from "../faults/parse-fault.ts";
import { readLedger } from "../resources/ledger.ts";
import type { Reader } from "../state/store.ts";
import type { WebhookSender } from "../webhooks/webhook-sender.ts";
import { parseForm } from "./form-body.ts";
import { header, json, redirect } from "../../web/http-types.ts";
import type { HttpReply, HttpRequest } from "../../web/http-types.ts";

interface Deps {
  store: Reader;
  faults: Faults;
  webhooks: Pick<WebhookSender, "resend">;
}

const unknown = (): HttpReply => json(404, { error: "unknown control route; see the stand-in's README.md" });

const isForm = (request: HttpRequest): boolean =>
  (header(request, "content-type") ?? "").startsWith("application/x-www-form-urlencoded");

/** `/_control`: fault switches and what a test reads back. JSON in and out; forms (the console's) are sent back to it. */
export function createControlServer({ store, faults, webhooks }: Deps) {
  return (request: HttpRequest): HttpReply => {
    const { method, pathname } = request;
    const [, , section = "", id, action, ...more] = pathname.split("/");
    if (more.length > 0) return unknown();
    const route = `${method} ${section}${id === undefined ? "" : "/:id"}${action === undefined ? "" : `/${action}`}`;
    switch (route) {
      case "GET health":
        return json(200, { ok: true });
      case "GET faults":
        return json(200, { faults: faults.list(), kinds: faultKinds });
      case "POST faults":
        return addFault(faults, request);
      case "DELETE faults":
        faults.clear();
        return json(200, { faults: [] });
      case "POST faults/:id":
        if (id !== "clear") return unknown();
        faults.clear();
        return isForm(request) ? redirect("/") : json(200, { faults: [] });
      case "DELETE faults/:id":
        return faults.remove(Number(id)) ? json(200, { faults: faults.list() }) : json(404, { error: "no such fault" });
      case "GET ledger":
        return json(200, readLedger(store));
      case "GET deliveries":
        return json(200, { deliveries: listDeliveries(store, request.query) });
      case "POST events/:id/resend":
        if (!webhooks.resend(id ?? "")) return json(404, { error: "no such event" });
        return isForm(request) ? redirect("/") : json(202, { delivery: store.get("delivery", id ?? "") ?? null });
      default:
        return unknown();
    }
  };
}

function addFault(faults: Faults, request: HttpRequest): HttpReply {
  const parsed = parseFault(isForm(request) ? Object.fromEntries(parseForm(request.body)) : parseJson(request.body));
  if (parsed.kind === "refused") return json(400, { error: "bad fault", problems: parsed.problems });
  const fault = faults.add(parsed.settings);
  return isForm(request) ? redirect("/") : json(201, { fault, faults: faults.list() });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // refused with the rest of the malformed bodies
  }
}

/** Newest first; `?event=` one event's, `?type=` one type's, `?state=` one state's. */
function listDeliveries(store: Reader, query: string) {
  const wanted = new URLSearchParams(query);
  const fits = (name: string, value: string): boolean => !wanted.has(name) || wanted.get(name) === value;
  return store
    .all("delivery")
    .filter(({ id, type, state }) => fits("event", id) && fits("type", type) && fits("state", state))
    .reverse();
}
