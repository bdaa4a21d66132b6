import { PERSONAL } from "#platform/audit/audit-record.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { type AddressProblem, type DefaultsInput, wantedDefaults } from "./address-problem.ts";
import { type Address, MAX_ADDRESSES } from "./address.ts";
import { type AddressInput, readAddress } from "./read-address.ts";

export type CreateAddressOutcome =
  { kind: "created"; address: Address } | { kind: "refused"; problems: readonly AddressProblem[] };

export type CreateAddress = ReturnType<typeof createCreateAddress>;

/**
 * Adds an address to the viewer's book, and makes it a default where asked. A person's changes take turns, so there are never
 * more than fifty, and one default of a kind: the last that asked.
 * @throws AppError UNAUTHENTICATED for a guest and the erased.
 */
export function createCreateAddress({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (actor: Actor, input: AddressInput & DefaultsInput): Promise<CreateAddressOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const read = readAddress(input, null);
    if (read.kind === "bad") return { kind: "refused", problems: read.problems };
    const at = now();
    const defaults = wantedDefaults(input);
    const address: Address = {
      ...read.address,
      id: newId("addr", at),
      userId,
      isDefaultShipping: defaults.includes("isDefaultShipping"),
      isDefaultBilling: defaults.includes("isDefaultBilling"),
      version: 1,
      createdAt: at,
    };
    return db.transaction(async (store): Promise<CreateAddressOutcome> => {
      if (!(await store.userChanges.lock(userId))) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      if ((await store.addresses.countOf(userId)) >= MAX_ADDRESSES) {
        return { kind: "refused", problems: [{ code: "TOO_MANY", field: null }] };
      }
      await store.addresses.clearDefaults(userId, defaults);
      await store.addresses.insert(address);
      const subject = { type: "Address", id: address.id };
      const after = { userId, address: PERSONAL };
      await recordAudit(store, actor, { action: "address.create", subject, before: null, after }, at);
      return { kind: "created", address };
    }, actor.requestId);
  };
}
