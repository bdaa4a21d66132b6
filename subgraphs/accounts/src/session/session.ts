import type { SessionId, UserId } from "#platform/ids/id.ts";
import { days } from "#platform/time/duration.ts";

/** One sign-in. All refresh tokens that descend from it belong to it and die with it. */
export interface Session {
  id: SessionId;
  userId: UserId;
  createdAt: Date;
}

/** SIGNED_OUT: the person ended it. TOKEN_REUSED: a rotated refresh token came back, so someone has a copy. */
export type RevocationReason = "SIGNED_OUT" | "TOKEN_REUSED";

/** A refresh token that nobody uses for so long stops working. */
export const REFRESH_TOKEN_LIFETIME_MS = days(30);
