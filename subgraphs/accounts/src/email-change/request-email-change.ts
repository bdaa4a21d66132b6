import { PERSONAL } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId, type UserId } from "#platform/ids/id.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { hours } from "#platform/time/duration.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { OwnPasswordProblem, TryOwnPassword } from "../password/try-own-password.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { isEmailAddress, normalizeEmail, type User } from "../user/user.ts";
import type { EmailChange } from "./email-change.repository.ts";
import { maskEmail } from "./mask-email.ts";

/** So that nobody makes us write to strangers. */
export const MAX_CHANGES_AN_HOUR = 5;

export interface RequestEmailChangeProblem {
  code: "INVALID_EMAIL" | "EMAIL_UNCHANGED" | "TOO_MANY_REQUESTS" | OwnPasswordProblem;
  field: ["newEmail" | "password"];
}

export type RequestEmailChangeOutcome =
  { kind: "accepted" } | { kind: "refused"; problems: RequestEmailChangeProblem[] };

export type RequestEmailChange = ReturnType<typeof createRequestEmailChange>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users">;
  tryOwnPassword: TryOwnPassword;
  now: Now;
}

/**
 * Asks the new address whether it is the viewer's, and tells the old one. Nothing changes before the new one confirms. An
 * address that has an account is answered alike, by the same statements; only the mail that goes there is another. The latest
 * wish of a person is the one that can come true.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when too many passwords are being looked at.
 */
export function createRequestEmailChange({ db, tryOwnPassword, now }: Deps) {
  return async (actor: Actor, input: { newEmail: string; password: string }): Promise<RequestEmailChangeOutcome> => {
    const viewer = requireSignedIn(actor.viewer);
    const { userId } = viewer;
    const newEmail = normalizeEmail(input.newEmail);
    const [person] = await db.users.findByIds([userId]);
    const problem = problemOfNewEmail(newEmail, person?.email ?? null);
    const attempt = { password: input.password, client: actor.client };
    const check = await tryOwnPassword(viewer, attempt, async () => ({ kind: "right" }) as const);
    const problems: RequestEmailChangeProblem[] = [
      ...(problem ? [{ code: problem, field: ["newEmail"] as ["newEmail"] }] : []),
      ...(check.kind === "right" ? [] : [{ code: check.problem, field: ["password"] as ["password"] }]),
    ];
    if (problems.length > 0) return { kind: "refused", problems };

    const at = now();
    return db.transaction(async (store): Promise<RequestEmailChangeOutcome> => {
      const user = await lock(store, userId);
      if ((await store.emailChanges.countSince(userId, plusMs(at, -hours(1)))) >= MAX_CHANGES_AN_HOUR) {
        return { kind: "refused", problems: [{ code: "TOO_MANY_REQUESTS", field: ["newEmail"] }] };
      }
      const change = { id: newId("ech", at), userId, newEmail, requestedAt: at, confirmedAt: null };
      await store.emailChanges.insert(change);
      await writeToBoth(store, user, change, at);
      const subject = { type: "User", id: userId };
      const after = { email: PERSONAL };
      await recordAudit(store, actor, { action: "account.email-change-request", subject, before: null, after }, at);
      return { kind: "accepted" };
    }, actor.requestId);
  };
}

function problemOfNewEmail(newEmail: string, email: string | null): "INVALID_EMAIL" | "EMAIL_UNCHANGED" | null {
  if (!isEmailAddress(newEmail)) return "INVALID_EMAIL";
  return newEmail === email ? "EMAIL_UNCHANGED" : null;
}

async function lock({ userChanges }: Pick<AccountsStore, "userChanges">, userId: UserId): Promise<User> {
  const user = await userChanges.lock(userId);
  if (!user) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return user;
}

async function writeToBoth(store: AccountsStore, user: User, { id, newEmail }: EmailChange, at: Date): Promise<void> {
  const isTaken = (await store.users.findByEmail(newEmail)) !== null;
  // A known address gets one such mail an hour, however often someone else types it in: as at registration.
  const hour = at.toISOString().slice(0, 13);
  await queueMail(
    store,
    isTaken
      ? {
          to: newEmail,
          userId: null,
          template: "already-registered",
          data: {},
          dedupeKey: `already-registered:${newEmail}:${hour}`,
        }
      : {
          to: newEmail,
          // In nobody's history: whether it is there would tell whether the address has an account.
          userId: null,
          template: "email-change-confirm",
          data: { emailChangeId: id },
          dedupeKey: `email-change-confirm:${id}`,
        },
    at,
  );
  if (user.email === null) return;
  const data = { newEmailMasked: maskEmail(newEmail) };
  await queueMail(
    store,
    { to: user.email, userId: user.id, template: "email-change-notice", data, dedupeKey: `email-change-notice:${id}` },
    at,
  );
}
