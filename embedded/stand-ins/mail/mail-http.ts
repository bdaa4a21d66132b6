import { isForeignWrite } from "../web/foreign-write.ts";
import { json } from "../web/http-types.ts";
import type { HttpReply, HttpRequest } from "../web/http-types.ts";
import { mailFaultKinds, parseMailFault } from "./mail-faults.ts";
import type { MailFaults } from "./mail-faults.ts";
import { inboxPage, messageMarkup, messagePage, missingPage } from "./mail-pages.ts";
import type { Mailbox } from "./mailbox.ts";

const missing = (): HttpReply => json(404, { error: "not found" });

/** The inbox as JSON under `/api`, as pages, and the fault switches under `/_control`. */
export function createMailHttp({ mailbox, faults }: { mailbox: Mailbox; faults: MailFaults }) {
  return (request: HttpRequest): HttpReply => {
    if (isForeignWrite(request)) return json(403, { error: "this request came from another site" });
    const [, section = "", name = "", part, ...more] = request.pathname.split("/");
    if (more.length > 0) return missing();
    if (section === "_control" && part === undefined) return control(request, name);
    if (section === "api" && name === "messages") return api(request, part);
    if (request.method !== "GET") return missing();
    if (request.pathname === "/") return inboxPage(mailbox.list());
    const message = section === "messages" ? mailbox.find(name) : null;
    if (message === null) return missingPage();
    if (part === undefined) return messagePage(message);
    return part === "html" && message.html !== null ? messageMarkup(message.html) : missingPage();
  };

  function api({ method, query }: HttpRequest, id: string | undefined): HttpReply {
    if (method === "DELETE" && id === undefined) return json(200, { deleted: mailbox.clear() });
    if (method !== "GET") return missing();
    if (id === undefined) return json(200, mailbox.list(recipient(query)));
    const message = mailbox.find(id);
    return message === null ? missing() : json(200, message);
  }

  function control({ method, body }: HttpRequest, name: string): HttpReply {
    if (method === "GET" && name === "health") return json(200, { ok: true });
    if (name !== "faults") return missing();
    if (method === "POST") {
      const parsed = parseMailFault(parseJson(body));
      if (parsed.kind === "refused") return json(400, { error: "bad fault", problems: parsed.problems });
      faults.add(parsed.fault);
      return json(201, { fault: parsed.fault, faults: faults.list() });
    }
    if (method === "DELETE") faults.clear();
    else if (method !== "GET") return missing();
    return json(200, { faults: faults.list(), kinds: mailFaultKinds });
  }
}

/** `?to=`; an unescaped "+" arrives as a space, which no address has. */
function recipient(query: string): string | null {
  const to = new URLSearchParams(query).get("to");
  return to === null || to === "" ? null : to.trim().replaceAll(" ", "+");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // refused with the rest of the malformed bodies
  }
}
