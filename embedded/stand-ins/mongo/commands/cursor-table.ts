import { randomBytes } from "node:crypto";
import { Long } from "bson";
import { encodeCursorReply } from "../bson/raw-document.ts";
import { CommandError } from "../mongo.errors.ts";

interface Cursor {
  readonly namespace: string;
  readonly documents: Iterator<Uint8Array>;
  /** Taken from `documents` to learn whether there are more. */
  next: IteratorResult<Uint8Array, unknown>;
  usedAt: number;
}

const DEFAULT_FIRST_BATCH = 101;
/** MongoDB sends up to 16 MiB at once; smaller answers keep our memory small. */
const MAX_BATCH_BYTES = 2 * 1024 * 1024;
const IDLE_MS = 10 * 60_000;

/** Open cursors of all connections. One that nobody asked for ten minutes is forgotten. */
export class CursorTable {
  readonly #cursors = new Map<string, Cursor>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * Answers with the first documents and keeps the rest for `getMore`.
   *
   * @param isSingleBatch the client wants no cursor, whatever is left.
   */
  open(
    namespace: string,
    source: Iterable<Uint8Array>,
    batchSize = DEFAULT_FIRST_BATCH,
    isSingleBatch = false,
  ): Buffer {
    this.#forgetIdle();
    const documents = source[Symbol.iterator]();
    const cursor: Cursor = { namespace, documents, next: documents.next(), usedAt: this.#now().getTime() };
    const batch = takeBatch(cursor, batchSize);
    if (cursor.next.done === true || isSingleBatch) return encodeCursorReply("firstBatch", batch, Long.ZERO, namespace);
    const id = this.#newId();
    this.#cursors.set(id.toString(), cursor);
    return encodeCursorReply("firstBatch", batch, id, namespace);
  }

  /** @throws CommandError CursorNotFound, Unauthorized when it is a cursor on another collection. */
  more(id: Long, namespace: string, batchSize = Infinity): Buffer {
    const cursor = this.#cursors.get(id.toString());
    if (cursor === undefined) throw new CommandError("CursorNotFound", `cursor id ${id.toString()} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        "Unauthorized",
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    this.#cursors.delete(id.toString()); // comes back below, unless it fails or ends
    const batch = takeBatch(cursor, batchSize === 0 ? Infinity : batchSize);
    if (cursor.next.done === true) return encodeCursorReply("nextBatch", batch, Long.ZERO, namespace);
    cursor.usedAt = this.#now().getTime();
    this.#cursors.set(id.toString(), cursor);
    return encodeCursorReply("nextBatch", batch, id, namespace);
  }

  /** Whether there was such a cursor on the collection. */
  kill(id: Long, namespace: string): boolean {
    if (this.#cursors.get(id.toString())?.namespace !== namespace) return false;
    return this.#cursors.delete(id.toString());
  }

  #newId(): Long {
    for (;;) {
      const id = Long.fromBigInt(BigInt.asUintN(63, randomBytes(8).readBigUInt64LE()));
      if (!id.isZero() && !this.#cursors.has(id.toString())) return id;
    }
  }

  #forgetIdle(): void {
    const limit = this.#now().getTime() - IDLE_MS;
    for (const [id, { usedAt }] of this.#cursors) if (usedAt < limit) this.#cursors.delete(id);
  }
}

function takeBatch(cursor: Cursor, count: number): Uint8Array[] {
  const batch: Uint8Array[] = [];
  let bytes = 0;
  while (batch.length < count && cursor.next.done !== true) {
    bytes += cursor.next.value.length;
    if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break;
    batch.push(cursor.next.value);
    cursor.next = cursor.documents.next();
  }
  return batch;
}
