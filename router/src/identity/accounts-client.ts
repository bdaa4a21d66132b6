import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import { isScope } from "#platform/identity/scope.ts";
import { type Client, type Grants, GUEST, SHOP_ROLES } from "#platform/identity/viewer.ts";
import { type ApiKeyId, type IdPrefix, parseId, type SessionId, type UserId } from "#platform/ids/id.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { GraphQLRequest, Neighbour } from "#platform/neighbour/neighbour.ts";
import { requestScope } from "../request-scope.ts";
import type { ExternalClaims } from "./external-token.ts";

/** What the router asks accounts about whom a request is for. @throws AppError UNAVAILABLE when it cannot be asked. */
export interface AccountsClient {
  /** The public keys of access tokens, as JWKs. @throws AppError UNAUTHENTICATED when the graph has no accounts. */
  accessTokenKeys(): Promise<Record<string, unknown>[]>;
  /** Null when the session has ended, or the person is suspended. */
  accessGrants(sessionId: SessionId, userId: UserId): Promise<Grants | null>;
  /** Null when the secret of that SHA-256 opens no key that works, or its owner is suspended. */
  apiKeyGrants(secretHash: string): Promise<ApiKeyGrants | null>;
  /**
   * The session of a good token of another issuer, found or made; null when the person is suspended, or the token older than the
   * end of its session. `client` is where the token came from, for the person's list of sessions.
   */
  resolveExternalSession(
    claims: Omit<ExternalClaims, "expiresAt">,
    client: Client,
  ): Promise<(Grants & { userId: UserId; sessionId: SessionId }) | null>;
}

/** What a program may do that has shown a secret. */
export interface ApiKeyGrants extends Grants {
  readonly apiKeyId: ApiKeyId;
  /** The key's owner. */
  readonly userId: UserId;
  readonly ratePerMinute: number;
  /** When the secret stops working; null when nothing ends it. */
  readonly expiresAt: Date | null;
}

const id = <Prefix extends IdPrefix>(prefix: Prefix) =>
  z.string().transform((text, context) => {
    const parsed = parseId(prefix, text);
    if (parsed === null) context.addIssue(`not an id of ${prefix}`);
    return parsed ?? z.NEVER;
  });

/** A scope or role that this version does not know gives nothing. */
const grants = {
  scopes: z.array(z.string()).transform((scopes) => scopes.filter(isScope)),
  memberships: z.array(
    z.object({
      shopId: id("shop"),
      roles: z.array(z.string()).transform((roles) => SHOP_ROLES.filter((role) => roles.includes(role))),
    }),
  ),
};
const GRANTS = "scopes memberships { shopId roles }";

const accessTokenKeys = z.object({ accessTokenKeys: z.array(z.string()) });
const accessGrants = z.object({ accessGrants: z.object(grants).nullable() });
const instant = z.union([z.date(), z.iso.datetime().transform((text) => new Date(text))]);
const apiKeyGrants = z.object({
  apiKeyGrants: z
    .object({
      ...grants,
      apiKeyId: id("key"),
      userId: id("user"),
      ratePerMinute: z.number().int(),
      expiresAt: instant.nullable(),
    })
    .nullable(),
});
const externalSession = z.object({
  externalSessionResolve: z.object({
    session: z.object({ ...grants, userId: id("user"), sessionId: id("sess") }).nullable(),
  }),
});

export function createAccountsClient(accounts: Neighbour | undefined): AccountsClient {
  return {
    async accessTokenKeys() {
      if (!accounts) throw new AppError("UNAUTHENTICATED", "This graph takes no access tokens.");
      const answer = await askAsRouter(accounts, { query: "{ accessTokenKeys }" }, accessTokenKeys);
      return answer.accessTokenKeys.map((key) => z.record(z.string(), z.unknown()).parse(JSON.parse(key)));
    },
    async accessGrants(sessionId, userId) {
      const query = `query ($sessionId: ID!, $userId: ID!) { accessGrants(sessionId: $sessionId, userId: $userId) { ${GRANTS} } }`;
      return (await askAsRouter(accounts, { query, variables: { sessionId, userId } }, accessGrants)).accessGrants;
    },
    async apiKeyGrants(secretHash) {
      const query = `query ($secretHash: String!) {
        apiKeyGrants(secretHash: $secretHash) { apiKeyId userId ratePerMinute expiresAt ${GRANTS} } }`;
      return (await askAsRouter(accounts, { query, variables: { secretHash } }, apiKeyGrants)).apiKeyGrants;
    },
    async resolveExternalSession(claims, client) {
      const query = `mutation ($input: ExternalSessionResolveInput!) {
        externalSessionResolve(input: $input) { session { userId sessionId ${GRANTS} } } }`;
      const variables = { input: { ...claims, issuedAt: claims.issuedAt.toISOString() } };
      const answer = await askAsRouter(accounts, { query, variables }, externalSession, client);
      return answer.externalSessionResolve.session;
    },
  };
}

/** An accounts that refuses the router is no more use than one that is away, and nothing that the client can mend. */
async function askAsRouter<Answer>(
  accounts: Neighbour | undefined,
  request: GraphQLRequest,
  shape: z.ZodType<Answer>,
  client?: Client,
): Promise<Answer> {
  const away = (cause?: unknown) =>
    new AppError("UNAVAILABLE", "accounts is not available. Try again.", {
      logMessage: `accounts: ${cause instanceof Error ? cause.message : "not part of this graph"}`,
      cause,
    });
  if (!accounts) throw away();
  try {
    return await ask(accounts, request, shape, {
      viewer: GUEST,
      requestId: requestScope.getStore()?.requestId ?? "router-identity",
      ...(client ? { client } : {}),
    });
  } catch (error) {
    throw error instanceof AppError && error.code === "UNAVAILABLE" ? error : away(error);
  }
}
