import { PERSONAL } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { parseId, type UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { addressNotFound, type AddressProblem, type DefaultsInput, wantedDefaults } from "./address-problem.ts";
import type { Address } from "./address.ts";
import { type AddressInput, readAddress } from "./read-address.ts";

export type UpdateAddressOutcome =
  | { kind: "updated"; address: Address }
  /** Someone changed it since; `address` is what it is now. */
  | { kind: "conflict"; address: Address }
  | { kind: "refused"; problems: readonly AddressProblem[] };

export type UpdateAddress = ReturnType<typeof createUpdateAddress>;

export interface UpdateAddressInput extends AddressInput, DefaultsInput {
  id: string;
  expectedVersion?: number | null;
}

/**
 * Changes one of the viewer's addresses, and makes it a default where asked: absent stays, null takes away. A person's changes
 * take turns; of several that expect one version, one happens.
 * @throws AppError UNAUTHENTICATED for a guest and the erased.
 */
export function createUpdateAddress({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (actor: Actor, input: UpdateAddressInput): Promise<UpdateAddressOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    return db.transaction((store) => update(store, actor, { userId, input, at: now() }), actor.requestId);
  };
}

async function update(
  store: AccountsStore,
  actor: Actor,
  { userId, input, at }: { userId: UserId; input: UpdateAddressInput; at: Date },
): Promise<UpdateAddressOutcome> {
  if (!(await store.userChanges.lock(userId))) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  const id = parseId("addr", input.id);
  const former = id && (await store.addresses.find(id, userId));
  if (!former) return { kind: "refused", problems: [addressNotFound] };
  const expectedVersion = input.expectedVersion ?? former.version;
  if (expectedVersion !== former.version) return { kind: "conflict", address: former };
  const read = readAddress(input, former);
  if (read.kind === "bad") return { kind: "refused", problems: read.problems };

  const defaults = wantedDefaults(input);
  await store.addresses.clearDefaults(userId, defaults);
  const made = Object.fromEntries(defaults.map((kind) => [kind, true as const]));
  const address = await store.addresses.update(former, { ...read.address, ...made });
  if (!address) throw new Error(`address ${former.id} changed under the lock of its owner`);
  const subject = { type: "Address", id: address.id };
  const state = ({ version, isDefaultShipping, isDefaultBilling }: Address) => ({
    userId,
    address: PERSONAL,
    isDefaultShipping,
    isDefaultBilling,
    version,
  });
  const record = { action: "address.update", subject, before: state(former), after: state(address) };
  await recordAudit(store, actor, record, at);
  return { kind: "updated", address };
}
