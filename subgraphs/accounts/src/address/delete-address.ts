import { PERSONAL } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { type AddressId, parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { addressNotFound, type AddressProblem } from "./address-problem.ts";
import type { Address } from "./address.ts";

export type DeleteAddressOutcome =
  | { kind: "deleted"; addressId: AddressId }
  /** Someone changed it since; `address` is what it is now. */
  | { kind: "conflict"; address: Address }
  | { kind: "refused"; problems: readonly AddressProblem[] };

export type DeleteAddress = ReturnType<typeof createDeleteAddress>;

/**
 * Takes one of the viewer's addresses out of their book. Orders keep what they were sent to.
 * @throws AppError UNAUTHENTICATED for a guest and the erased.
 */
export function createDeleteAddress({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (
    actor: Actor,
    input: { id: string; expectedVersion?: number | null },
  ): Promise<DeleteAddressOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const id = parseId("addr", input.id);
    return db.transaction(async (store): Promise<DeleteAddressOutcome> => {
      if (!(await store.userChanges.lock(userId))) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      const address = id && (await store.addresses.find(id, userId));
      if (!address) return { kind: "refused", problems: [addressNotFound] };
      if ((input.expectedVersion ?? address.version) !== address.version) return { kind: "conflict", address };
      await store.addresses.delete(address.id, userId);
      const subject = { type: "Address", id: address.id };
      const before = { userId, address: PERSONAL, version: address.version };
      await recordAudit(store, actor, { action: "address.delete", subject, before, after: null }, now());
      return { kind: "deleted", addressId: address.id };
    }, actor.requestId);
  };
}
