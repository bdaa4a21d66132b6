import { PERSONAL } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { FileId, UserId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AttachAvatarOutcome, ProductsClient } from "../clients/products.client.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { settleAvatar } from "../jobs/settle-avatar.ts";
import type { ProfileChange } from "../user/user-change.repository.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { User } from "../user/user.ts";
import { type ProfileInput, type ProfileProblem, readProfile } from "./read-profile.ts";

type AvatarProblem = "FILE_NOT_FOUND" | "FILE_NOT_READY" | "FILE_TAKEN";

export interface UpdateAccountProblem {
  code: ProfileProblem["code"] | AvatarProblem;
  field: ProfileProblem["field"];
}

export type UpdateAccountOutcome =
  | { kind: "updated"; user: User }
  /** Someone changed it since; `user` is what it is now. */
  | { kind: "conflict"; user: User }
  | { kind: "refused"; problems: UpdateAccountProblem[] };

export type UpdateAccount = ReturnType<typeof createUpdateAccount>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users" | "sql">;
  products: ProductsClient;
  now: Now;
}

const AVATAR_PROBLEMS: Record<Exclude<AttachAvatarOutcome, "attached">, AvatarProblem> = {
  notFound: "FILE_NOT_FOUND",
  notReady: "FILE_NOT_READY",
  taken: "FILE_TAKEN",
};

/**
 * Changes what the viewer is known by. One conditional update decides between changes at once that expect a version. A new
 * picture is put to use at products before, and the former one given back after; what happens in between is settled by a job.
 * @throws AppError UNAUTHENTICATED for a guest and the erased, UNAVAILABLE when a picture is asked for and products is away.
 */
export function createUpdateAccount({ db, products, now }: Deps) {
  /** Outside of any transaction. The job comes first: whatever happens from here on, products learns in the end. */
  const useAvatar = async (actor: Actor, userId: UserId, fileId: FileId): Promise<AvatarProblem | null> => {
    const runAt = plusMs(now(), minutes(1));
    await enqueueJob(db.sql, settleAvatar, { userId, fileId }, { runAt });
    const outcome = await products.attachAvatar(fileId, userId, actor);
    return outcome === "attached" ? null : AVATAR_PROBLEMS[outcome];
  };

  return async (
    actor: Actor,
    input: ProfileInput & { expectedVersion?: number | null },
  ): Promise<UpdateAccountOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const { change, problems } = readProfile(input);
    if (problems.length > 0) return { kind: "refused", problems };
    const current = await findPresent(db, userId);
    const expectedVersion = input.expectedVersion ?? null;
    if (expectedVersion !== null && current.version !== expectedVersion) return { kind: "conflict", user: current };
    if (Object.keys(change).length === 0) return { kind: "updated", user: current };
    const { avatarFileId } = change;
    if (avatarFileId && avatarFileId !== current.avatarFileId) {
      const problem = await useAvatar(actor, userId, avatarFileId);
      if (problem) return { kind: "refused", problems: [{ code: problem, field: ["avatarFileId"] }] };
    }
    return db.transaction(
      (store) => update(store, actor, { userId, change, expectedVersion, at: now() }),
      actor.requestId,
    );
  };
}

async function findPresent({ users }: Pick<AccountsStore, "users">, userId: UserId): Promise<User> {
  const [user] = await users.findByIds([userId]);
  if (!user || user.erasedAt !== null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return user;
}

async function update(
  store: AccountsStore,
  actor: Actor,
  {
    userId,
    change,
    expectedVersion,
    at,
  }: { userId: UserId; change: ProfileChange; expectedVersion: number | null; at: Date },
): Promise<UpdateAccountOutcome> {
  const former = await store.userChanges.lock(userId);
  const user = former && (await store.userChanges.updateProfile(userId, change, expectedVersion));
  if (!user) return { kind: "conflict", user: await findPresent(store, userId) };
  if (former.avatarFileId !== null && former.avatarFileId !== user.avatarFileId) {
    await enqueueJob(store.sql, settleAvatar, { userId, fileId: former.avatarFileId });
  }
  const subject = { type: "User", id: userId };
  const { before, after } = auditedStates(former, user);
  await recordAudit(store, actor, { action: "account.update", subject, before, after }, at);
  return { kind: "updated", user };
}

/** What changed, without what it was. */
function auditedStates(former: User, user: User) {
  const personal = (["fullName", "phone"] as const).filter((name) => former[name] !== user[name]);
  const hidden = Object.fromEntries(personal.map((name) => [name, PERSONAL]));
  const state = ({ version, avatarFileId }: User) => ({
    ...hidden,
    ...(former.avatarFileId === user.avatarFileId ? {} : { avatarFileId }),
    version,
  });
  return { before: state(former), after: state(user) };
}
