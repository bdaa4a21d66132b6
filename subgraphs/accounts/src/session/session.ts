import type { SessionId, UserId } from "#platform/ids/id.ts";
import { days } from "#platform/time/duration.ts";

/** One sign-in. All refresh tokens that descend from it belong to it and die with it. */
export interface Session {
  id: SessionId;
  userId: UserId;
  createdAt: Date;
  lastUsedAt: Date;
  /** As the browser or program named itself at its last use. */
  userAgent: string | null;
  /** The address that it was last used from. */
  network: string | null;
}

/** SIGNED_OUT: the person ended it. TOKEN_REUSED: a rotated refresh token came back, so someone has a copy. */
export type RevocationReason =
  | "SIGNED_OUT"
  | "SIGNED_OUT_EVERYWHERE"
  | "TOKEN_REUSED"
  | "PASSWORD_CHANGED"
  | "PASSWORD_RESET"
  | "EMAIL_CHANGED"
  | "SUSPENDED"
  | "ERASED";

/** A refresh token that nobody uses for so long stops working. */
export const REFRESH_TOKEN_LIFETIME_MS = days(30);
