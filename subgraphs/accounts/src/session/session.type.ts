import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { toOwnUserType, UserType } from "../user/user.type.ts";
import { deviceName, shortenNetwork } from "./device.ts";
import type { IssuedTokens } from "./issue-tokens.ts";
import type { Session } from "./session.ts";

export const SessionErrorCode = {
  INVALID_CREDENTIALS: "INVALID_CREDENTIALS",
  EMAIL_NOT_VERIFIED: "EMAIL_NOT_VERIFIED",
  ACCOUNT_SUSPENDED: "ACCOUNT_SUSPENDED",
  TOO_MANY_ATTEMPTS: "TOO_MANY_ATTEMPTS",
  INVALID_REFRESH_TOKEN: "INVALID_REFRESH_TOKEN",
  NOT_FOUND: "NOT_FOUND",
} as const;
export type SessionErrorCode = keyof typeof SessionErrorCode;

registerEnumType(SessionErrorCode, {
  name: "SessionErrorCode",
  description: "Why a session was not made, renewed or ended.",
  valuesConfig: {
    INVALID_CREDENTIALS: { description: "No account has this address and password." },
    EMAIL_NOT_VERIFIED: { description: "The password is right, but the address has to be confirmed first." },
    ACCOUNT_SUSPENDED: { description: "The password is right, but the account has been suspended." },
    TOO_MANY_ATTEMPTS: {
      description:
        "Too many wrong passwords for this address, or from this network; nothing was checked. It passes within 15 minutes.",
    },
    INVALID_REFRESH_TOKEN: {
      description: "The refresh token is unknown, expired, used before, or its session has ended. Sign in.",
    },
    NOT_FOUND: { description: "The viewer has no such session." },
  },
});

const MESSAGES: Record<SessionErrorCode, string> = {
  INVALID_CREDENTIALS: "The e-mail address or the password is wrong.",
  EMAIL_NOT_VERIFIED: "Confirm your e-mail address first. We sent you a link.",
  ACCOUNT_SUSPENDED: "This account has been suspended. Write to us if you think that is a mistake.",
  TOO_MANY_ATTEMPTS: "Too many attempts. Try again in 15 minutes.",
  INVALID_REFRESH_TOKEN: "Your session has ended. Sign in again.",
  NOT_FOUND: "There is no such session.",
};

@ObjectType("SessionUserError", {
  implements: UserErrorType,
  description: "Something about signing in or out that the person can fix.",
})
export class SessionUserErrorType extends UserErrorType {
  @Field(() => SessionErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: SessionErrorCode;
}

export const sessionUserError = (code: SessionErrorCode, field: readonly string[] | null): SessionUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

@ObjectType("SessionTokens", { description: "What a client holds while signed in." })
export class SessionTokensType {
  @Field(() => String, { description: "Goes into the header `Authorization: Bearer …` of each request." })
  accessToken!: string;

  @Field(() => DateTimeScalar, { description: "When the access token stops working; refresh before." })
  accessTokenExpiresAt!: Date;

  @Field(() => String, {
    description:
      "Good once, for the next pair of tokens; for 30 days. Using one twice ends the session, so refresh in one place only.",
  })
  refreshToken!: string;

  @Field(() => UserType, { nullable: true, description: "Who is signed in." })
  user!: UserType | null;
}

export const toSessionTokensType = ({ user, ...tokens }: IssuedTokens): SessionTokensType => ({
  ...tokens,
  user: toOwnUserType(user),
});

@InputType("SessionCreateInput", { description: "What signs a person in." })
export class SessionCreateInput {
  @Field(() => String, { description: "The account's address, in any case." })
  email!: string;

  @Field(() => String, { description: "The account's password." })
  password!: string;
}

@ObjectType("SessionCreatePayload", { description: "The tokens of a new session." })
export class SessionCreatePayload {
  @Field(() => SessionTokensType, { nullable: true, description: "The tokens; null when nobody was signed in." })
  session!: SessionTokensType | null;

  @Field(() => [SessionUserErrorType], { description: "Why nobody was signed in; empty otherwise." })
  userErrors!: SessionUserErrorType[];
}

@InputType("SessionRefreshInput", { description: "What renews a session." })
export class SessionRefreshInput {
  @Field(() => String, { description: "The refresh token that came last." })
  refreshToken!: string;
}

@ObjectType("SessionRefreshPayload", { description: "The next tokens of a session." })
export class SessionRefreshPayload {
  @Field(() => SessionTokensType, { nullable: true, description: "The tokens; null when the session was not renewed." })
  session!: SessionTokensType | null;

  @Field(() => [SessionUserErrorType], { description: "Why the session was not renewed; empty otherwise." })
  userErrors!: SessionUserErrorType[];
}

@InputType("SessionRevokeInput", { description: "Which session to end." })
export class SessionRevokeInput {
  @Field(() => ID, { nullable: true, description: "One of the viewer's own sessions; the current one without it." })
  sessionId?: string | null;
}

@ObjectType("SessionRevokePayload", { description: "The session that has ended." })
export class SessionRevokePayload {
  @Field(() => ID, { nullable: true, description: "Its id; null when there is no such session." })
  sessionId!: string | null;

  @Field(() => [SessionUserErrorType], { description: "Why no session was ended; empty otherwise." })
  userErrors!: SessionUserErrorType[];
}

@InputType("SessionRevokeAllInput", { description: "Which sessions to end." })
export class SessionRevokeAllInput {
  @Field(() => Boolean, { defaultValue: false, description: "Whether the current session goes on." })
  exceptCurrent!: boolean;
}

@ObjectType("SessionRevokeAllPayload", { description: "What has ended." })
export class SessionRevokeAllPayload {
  @Field(() => Int, { description: "How many sessions this ended." })
  revokedCount!: number;

  @Field(() => [SessionUserErrorType], { description: "Why no session was ended; empty otherwise." })
  userErrors!: SessionUserErrorType[];
}

@ObjectType("Session", { description: "One sign-in on one device, from there on until it ends." })
export class SessionType {
  @Field(() => ID, { description: "For `sessionRevoke`. Begins with `sess_`." })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What was signed in with, by its own account at its last use, e.g. "Chrome on Linux"; null when it told nothing.',
  })
  device!: string | null;

  @Field(() => DateTimeScalar, { description: "When the person signed in." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When the session last got tokens." })
  lastUsedAt!: Date;

  @Directive('@tag(name: "pii")')
  @Field(() => String, {
    nullable: true,
    description: 'The network that it was last used from, shortened, e.g. "203.0.113.x"; null when that is unknown.',
  })
  network!: string | null;

  @Field(() => Boolean, { description: "Whether it is the session of this very request." })
  isCurrent!: boolean;
}

export const toSessionType = (session: Session, currentId: string | null): SessionType => ({
  id: session.id,
  device: deviceName(session.userAgent),
  createdAt: session.createdAt,
  lastUsedAt: session.lastUsedAt,
  network: shortenNetwork(session.network),
  isCurrent: session.id === currentId,
});

export const SessionConnectionType = createConnectionType("Session", SessionType);

/** The connection with what it takes to count the whole list. */
export interface SessionConnection extends Connection<SessionType> {
  userId: string;
}
