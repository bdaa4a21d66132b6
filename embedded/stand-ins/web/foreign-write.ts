import { header } from "./http-types.ts";
import type { HttpRequest } from "./http-types.ts";

/** A page elsewhere on the web must not press buttons here; browsers name their origin with every form. */
export function isForeignWrite(request: HttpRequest): boolean {
  const from = header(request, "origin");
  if (request.method === "GET" || from === undefined) return false;
  return !URL.canParse(from) || new URL(from).host !== header(request, "host");
}
