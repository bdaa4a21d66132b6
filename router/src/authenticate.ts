import { HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import { AppError } from "#platform/errors/app-error.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import type { Identify } from "./identity/identify.ts";

/** @see RFC 6750 section 3: what a client is told beside the status 401. */
const CHALLENGE = new HeaderMap([["www-authenticate", 'Bearer error="invalid_token"']]);

/**
 * The viewer of a request: a guest without a token. A token that is present and not good is refused with HTTP 401, never
 * treated as a guest's: the client must learn that it has to refresh.
 */
export async function authenticate(authorization: string | undefined, identify: Identify): Promise<Viewer> {
  if (authorization === undefined || authorization === "") return GUEST;
  const token = /^Bearer +([\w.-]+)$/i.exec(authorization.trim())?.[1];
  try {
    if (token === undefined)
      throw new AppError("UNAUTHENTICATED", "The Authorization header must be `Bearer <access token>`.");
    return await identify(token);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [code, http] =
      error.code === "UNAVAILABLE"
        ? ["SUBGRAPH_UNAVAILABLE", { status: 503 }]
        : ["UNAUTHENTICATED", { status: 401, headers: CHALLENGE }];
    throw new GraphQLError(error.publicMessage, { extensions: { code, http } });
  }
}
