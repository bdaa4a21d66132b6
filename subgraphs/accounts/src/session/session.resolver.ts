import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import type { CreateSession } from "./create-session.ts";
import type { RefreshSession } from "./refresh-session.ts";
import type { RevokeAllSessions } from "./revoke-all-sessions.ts";
import type { RevokeSession } from "./revoke-session.ts";
import {
  SessionCreateInput,
  SessionCreatePayload,
  SessionRefreshInput,
  SessionRefreshPayload,
  SessionRevokeAllInput,
  SessionRevokeAllPayload,
  SessionRevokeInput,
  SessionRevokePayload,
  sessionUserError,
  toSessionTokensType,
} from "./session.type.ts";

interface UseCases {
  createSession: CreateSession;
  refreshSession: RefreshSession;
  revokeSession: RevokeSession;
  revokeAllSessions: RevokeAllSessions;
}

@Resolver()
export class SessionResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(everyone())
  @Mutation(() => SessionCreatePayload, { description: "Signs a person in by e-mail address and password." })
  async sessionCreate(
    @Arg("input", () => SessionCreateInput, { description: "Address and password." }) input: SessionCreateInput,
    @Ctx() { client }: AccountsContext,
  ): Promise<SessionCreatePayload> {
    const outcome = await this.useCases.createSession(client, input);
    switch (outcome.kind) {
      case "signedIn":
        return { session: toSessionTokensType(outcome.tokens), userErrors: [] };
      case "invalidCredentials":
        return { session: null, userErrors: [sessionUserError("INVALID_CREDENTIALS", null)] };
      case "emailNotVerified":
        return { session: null, userErrors: [sessionUserError("EMAIL_NOT_VERIFIED", ["email"])] };
      case "suspended":
        return { session: null, userErrors: [sessionUserError("ACCOUNT_SUSPENDED", null)] };
      case "tooManyAttempts":
        return { session: null, userErrors: [sessionUserError("TOO_MANY_ATTEMPTS", null)] };
    }
  }

  @Access(everyone("who has the refresh token"))
  @Mutation(() => SessionRefreshPayload, {
    description:
      "Exchanges a refresh token for the next pair of tokens. A token that was used before ends the whole session.",
  })
  async sessionRefresh(
    @Arg("input", () => SessionRefreshInput, { description: "The refresh token." }) input: SessionRefreshInput,
    @Ctx() { client }: AccountsContext,
  ): Promise<SessionRefreshPayload> {
    const outcome = await this.useCases.refreshSession(client, input);
    switch (outcome.kind) {
      case "refreshed":
        return { session: toSessionTokensType(outcome.tokens), userErrors: [] };
      case "invalidToken":
        return { session: null, userErrors: [sessionUserError("INVALID_REFRESH_TOKEN", ["refreshToken"])] };
    }
  }

  @Access(signedIn({ note: "their own sessions" }))
  @Mutation(() => SessionRevokePayload, {
    description:
      "Signs the viewer out: ends the current session, or another of the viewer's own. Safe to repeat. Needs a signed-in viewer.",
  })
  async sessionRevoke(
    @Arg("input", () => SessionRevokeInput, {
      nullable: true,
      description: "Which session; the current one without it.",
    })
    input: SessionRevokeInput | null,
    @Ctx() { viewer }: AccountsContext,
  ): Promise<SessionRevokePayload> {
    const outcome = await this.useCases.revokeSession(viewer, input ?? {});
    switch (outcome.kind) {
      case "revoked":
        return { sessionId: outcome.sessionId, userErrors: [] };
      case "notFound":
        return { sessionId: null, userErrors: [sessionUserError("NOT_FOUND", ["sessionId"])] };
    }
  }

  @Access(signedIn({ note: "their own sessions" }))
  @Mutation(() => SessionRevokeAllPayload, {
    description: "Signs the viewer out everywhere, or everywhere else. Safe to repeat.",
  })
  async sessionRevokeAll(
    @Arg("input", () => SessionRevokeAllInput, { nullable: true, description: "Which sessions; all without it." })
    input: SessionRevokeAllInput | null,
    @Ctx() { viewer }: AccountsContext,
  ): Promise<SessionRevokeAllPayload> {
    const outcome = await this.useCases.revokeAllSessions(viewer, input ?? { exceptCurrent: false });
    return { ...outcome, userErrors: [] };
  }
}
