import DataLoader from "dataloader";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { type AuditRecord, toAuditActor } from "./audit-record.ts";

export type AuditSubject = AuditRecord["subject"];

/**
 * Leaves in the audit trail that the viewer of this request looks at somebody else's `subjects`, before they are shown: each
 * is there when this resolves. Each subject is recorded once in a request, however often it is asked for, and those asked for
 * at the same time together.
 * @throws AppError UNAVAILABLE when it cannot be recorded: then nothing must be shown.
 */
export type RecordReads = (subjects: readonly AuditSubject[]) => Promise<void>;

/** A read on its way into the trail. */
export interface ReadRecord {
  readonly record: AuditRecord;
  /** The same for the same read, so that a part of the platform that is asked twice for one request records it once. */
  readonly key: string;
}

/** Stores reads durably; called outside of any transaction. */
export type StoreReads = (reads: readonly ReadRecord[], requestId: string) => Promise<void>;

type Reader = Pick<Actor, "viewer" | "requestId">;

/** The recorder of one request. Costs nothing until something is recorded. */
export function createRecordReads(store: StoreReads, reader: Reader, now: Now): RecordReads {
  let records: DataLoader<string, null> | undefined;
  const begin = () =>
    new DataLoader<string, null>(async (subjects) => {
      const reads = subjects.map((subject) => toRead(JSON.parse(subject) as AuditSubject, reader, now()));
      await storeOrRefuse(store, reads, reader.requestId);
      return subjects.map(() => null);
    });
  return async (subjects) => {
    if (subjects.length === 0) return;
    records ??= begin();
    await Promise.all(subjects.map(({ type, id }) => records!.load(JSON.stringify({ type, id }))));
  };
}

async function storeOrRefuse(store: StoreReads, reads: readonly ReadRecord[], requestId: string): Promise<void> {
  try {
    await store(reads, requestId);
  } catch (cause) {
    throw new AppError("UNAVAILABLE", "This can be shown only once it is recorded, which is not possible now.", {
      logMessage: "a read of somebody's data could not be recorded, and was refused",
      cause,
    });
  }
}

/**
 * A client may choose the id of its request, so the minute belongs to the key: repeating an id hides no later read, it only
 * saves those of the same minute.
 */
function toRead(subject: AuditSubject, { viewer, requestId }: Reader, at: Date): ReadRecord {
  const actor = toAuditActor(viewer);
  const action = `${toKebabCase(subject.type)}.read`;
  const record: AuditRecord = { action, actor, subject, before: null, after: null };
  return { record, key: JSON.stringify([requestId, at.toISOString().slice(0, 16), record]) };
}

const toKebabCase = (typeName: string): string =>
  typeName.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
