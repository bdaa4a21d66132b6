import type { StoreReads } from "#platform/audit/record-reads.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { entryIdOf } from "./entry-id.ts";

/** Stores who looked at whom as entries of the trail, by one statement. */
export const createStoreReads =
  ({ db, now }: { db: Pick<AccountsDatabase, "audit">; now: Now }): StoreReads =>
  async (reads, requestId) => {
    const occurredAt = now();
    const entries = reads.map(({ record, key }) => ({ ...record, id: entryIdOf(key), source: "accounts", occurredAt }));
    await db.audit.append(entries.map((entry) => ({ ...entry, requestId })));
  };
