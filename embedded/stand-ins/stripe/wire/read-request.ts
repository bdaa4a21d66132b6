import { ApiError } from "./api-error.ts";
import { authenticate } from "./authenticate.ts";
import type { Caller, Route } from "./call.ts";
import { parseForm } from "./form-body.ts";
import type { ParamMap } from "./form-body.ts";
import { header } from "../../web/http-types.ts";
import type { HttpRequest } from "../../web/http-types.ts";
import { keyed } from "./idempotency.ts";
import type { Keyed } from "./idempotency.ts";
import { createMatcher } from "./match-route.ts";
import type { Match } from "./match-route.ts";

export interface Keys {
  secretKey: string;
  publishableKey: string;
}

/** A request that may run: its route is known and its caller is who they say. */
export interface ReadRequest {
  match: Match;
  caller: Caller;
  params: ParamMap;
  key: Keyed | null;
}

/** What fault switches match a request by. */
export const subjectsOf = ({ method, pathname }: HttpRequest): readonly string[] => [pathname, `${method} ${pathname}`];

/** @throws ApiError 404 for an unknown route, 401 for a wrong key, 400 for a malformed body or key. */
export function createRequestReader(keys: Keys, routes: readonly Route[]) {
  const findRoute = createMatcher(routes);
  return (request: HttpRequest): ReadRequest => {
    const { method, pathname } = request;
    const match = findRoute(method, pathname);
    if (match === null) throw unknownRoute(method, pathname);
    const params = parseForm(method === "POST" ? formOf(request) : request.query);
    const keyParam = params.get("key");
    const caller = authenticate(
      keys,
      match.route.allow,
      header(request, "authorization"),
      typeof keyParam === "string" ? keyParam : null,
    );
    params.delete("key");
    const idempotencyKey = method === "POST" ? header(request, "idempotency-key") : undefined;
    return {
      match,
      caller,
      params,
      key: idempotencyKey === undefined ? null : keyed(caller, idempotencyKey, pathname, params),
    };
  };
}

function unknownRoute(method: string, pathname: string): ApiError {
  const message = `Unrecognized request URL (${method}: ${pathname}). The development stand-in for Stripe does not have this route; its README.md lists those it has.`;
  return new ApiError(404, { type: "invalid_request_error", message }, true);
}

function formOf(request: HttpRequest): string {
  const type = header(request, "content-type") ?? "application/x-www-form-urlencoded";
  if (type.split(";")[0]?.trim() === "application/x-www-form-urlencoded" || request.body === "") return request.body;
  const message = "Invalid request (check that your POST content type is application/x-www-form-urlencoded).";
  throw new ApiError(400, { type: "invalid_request_error", message }, true);
}
