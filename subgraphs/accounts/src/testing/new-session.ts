import { scopesOfRoles } from "#platform/identity/scope.ts";
import type { UserViewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import type { Session } from "../session/session.ts";
import type { User } from "../user/user.ts";

/** Stores a session of `user` that can be refreshed for 30 days, and returns the person at that device. */
export async function insertSession(
  db: Pick<AccountsDatabase, "sessions">,
  user: Pick<User, "id" | "roles">,
  changes: Partial<Omit<Session, "id" | "userId">> = {},
): Promise<UserViewer> {
  const createdAt = changes.createdAt ?? new Date();
  const id = newId("sess", createdAt);
  const session: Session = { id, userId: user.id, createdAt, lastUsedAt: createdAt, userAgent: null, network: null };
  await db.sessions.insert({ ...session, ...changes });
  const { hash } = newSecretToken();
  await db.sessions.insertRefreshToken({ hash, sessionId: id, createdAt, expiresAt: plusMs(createdAt, days(30)) });
  return { kind: "user", userId: user.id, sessionId: id, scopes: scopesOfRoles(user.roles), memberships: [] };
}

/** Why each session of a person has ended, in order of creation; null for one that has not. */
export async function endsOfSessions(db: Pick<AccountsDatabase, "pool">, userId: string): Promise<(string | null)[]> {
  const { rows } = await db.pool.query<{ revoked_for: string | null }>(
    "SELECT revoked_for FROM sessions WHERE user_id = $1 ORDER BY created_at, id",
    [userId],
  );
  return rows.map((row) => row.revoked_for);
}
