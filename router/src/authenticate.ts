import { HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import { AppError } from "#platform/errors/app-error.ts";
import type { ClientErrorCode } from "#platform/graphql/error-mapping.ts";
import { type Client, GUEST, type Viewer } from "#platform/identity/viewer.ts";
import type { Identify } from "./identity/identify.ts";
import { RateLimited } from "./identity/rate-limited.ts";

/** @see RFC 6750 section 3: what a client is told beside the status 401. */
const CHALLENGE = { "www-authenticate": 'Bearer error="invalid_token"' };

/**
 * The viewer of a request: a guest without a token. A token or key that is present and not good is refused with HTTP 401, never
 * treated as a guest's: the client must learn that it has to refresh. When nobody can say whether it is good: 503. A key that is
 * used too often: 429.
 */
export async function authenticate(
  authorization: string | undefined,
  identify: Identify,
  client: Client,
): Promise<Viewer> {
  if (authorization === undefined || authorization === "") return GUEST;
  const credential = /^Bearer +([\w.-]+)$/i.exec(authorization.trim())?.[1];
  try {
    if (credential === undefined)
      throw new AppError("UNAUTHENTICATED", "The Authorization header must be `Bearer <access token or API key>`.");
    return await identify(credential, client);
  } catch (error) {
    if (error instanceof RateLimited) {
      throw refusal(error.message, "RATE_LIMITED", 429, { "retry-after": String(error.retryAfterSeconds) });
    }
    if (!(error instanceof AppError)) throw error;
    if (error.code === "UNAVAILABLE") throw refusal(error.publicMessage, "SUBGRAPH_UNAVAILABLE", 503);
    throw refusal(error.publicMessage, "UNAUTHENTICATED", 401, CHALLENGE);
  }
}

const refusal = (message: string, code: ClientErrorCode, status: number, headers: Record<string, string> = {}) =>
  new GraphQLError(message, {
    extensions: { code, http: { status, headers: new HeaderMap(Object.entries(headers)) } },
  });
