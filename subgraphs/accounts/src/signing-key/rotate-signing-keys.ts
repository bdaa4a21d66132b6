import { SYSTEM_ACTOR } from "#platform/audit/audit-record.ts";
import { newId } from "#platform/ids/id.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { createSigningKeySealer, newSigningKey } from "./new-signing-key.ts";
import { MIN_GRACE_MS, signingKeyAt, type StoredSigningKey } from "./signing-key.ts";

export type RotateSigningKeysOutcome =
  /** `next` signs from its `activeFrom` on, and those in `retired` no longer. */
  | { kind: "rotated"; next: StoredSigningKey; retired: string[] }
  | { kind: "graceTooShort" }
  /** The running system could not open what this secret seals. */
  | { kind: "otherSecret" };

export type RetireSigningKeyOutcome =
  /** `next` is there when the key would be missed: no other signs now, or none without an end. */
  | { kind: "retired"; at: Date; next: StoredSigningKey | null }
  | { kind: "retiredBefore"; at: Date }
  | { kind: "notFound" }
  | { kind: "otherSecret" };

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  /** ACCOUNTS_SECRET of the running system. */
  secret: string;
  now: Now;
}

/**
 * For operators: changes the key that signs access tokens without a restart and without a request that fails. `rotate` makes the
 * next key, which is public at once and signs when `graceMs` is over; the former ends at that instant and stays public until its
 * tokens have run out. `retire` ends one key now; where it would be missed, a new one takes over after the shortest grace.
 * Calls at the same time take turns.
 */
export function createSigningKeyChanges({ db, secret, now }: Deps) {
  const sealer = createSigningKeySealer(secret);
  const fits = (keys: readonly StoredSigningKey[]): boolean =>
    keys.length === 0 || keys.some(({ kid, privateJwkSealed }) => sealer.open(privateJwkSealed, kid) !== null);

  const locked = <Outcome>(work: (store: AccountsStore) => Promise<Outcome>): Promise<Outcome> =>
    db.transaction(async (store) => {
      await store.signingKeys.lockForChange();
      return work(store);
    });

  /** Makes the key that signs from `activeFrom` on, and ends all others then. */
  const succeed = async (store: AccountsStore, at: Date, activeFrom: Date) => {
    const next = await newSigningKey(sealer, { createdAt: at, activeFrom });
    const retired = await store.signingKeys.retire(activeFrom);
    await store.signingKeys.insert(next);
    await record(store, "signing-key.rotate", next.kid, { activeFrom: activeFrom.toISOString(), retired }, at);
    return { next, retired };
  };

  return {
    async rotate({ graceMs }: { graceMs: number }): Promise<RotateSigningKeysOutcome> {
      if (graceMs < MIN_GRACE_MS) return { kind: "graceTooShort" };
      return locked(async (store): Promise<RotateSigningKeysOutcome> => {
        const at = now();
        if (!fits(await store.signingKeys.findUnretired(at))) return { kind: "otherSecret" };
        return { kind: "rotated", ...(await succeed(store, at, plusMs(at, graceMs))) };
      });
    },

    retire: ({ kid }: { kid: string }): Promise<RetireSigningKeyOutcome> =>
      locked(async (store): Promise<RetireSigningKeyOutcome> => {
        const at = now();
        const keys = await store.signingKeys.findAll();
        const key = keys.find((each) => each.kid === kid);
        if (!key) return { kind: "notFound" };
        if (key.retiredAt !== null && key.retiredAt <= at) return { kind: "retiredBefore", at: key.retiredAt };
        const others = keys.filter((each) => each !== key && sealer.open(each.privateJwkSealed, each.kid) !== null);
        const isSigning = signingKeyAt(keys, at) === key;
        const isMissed = others.every(({ retiredAt }) => retiredAt !== null) || signingKeyAt(others, at) === null;
        if (isMissed && !fits(keys)) return { kind: "otherSecret" };
        if (!isSigning || !isMissed) {
          await store.signingKeys.retire(at, [kid]);
          await record(store, "signing-key.retire", kid, { retiredAt: at.toISOString() }, at);
        }
        const next = isMissed ? (await succeed(store, at, plusMs(at, MIN_GRACE_MS))).next : null;
        return { kind: "retired", at: isSigning && next ? next.activeFrom : at, next };
      }),
  };
}

const record = (store: AccountsStore, action: string, kid: string, after: Record<string, unknown>, at: Date) =>
  store.audit.append([
    {
      ...{ id: newId("aud", at), source: "accounts", occurredAt: at, requestId: null },
      ...{ action, actor: SYSTEM_ACTOR, subject: { type: "SigningKey", id: kid }, before: null, after },
    },
  ]);
