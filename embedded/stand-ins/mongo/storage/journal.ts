import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

/** What a journal entry does. The numbers are the file format. */
export const ENTRY = {
  put: 1,
  delete: 2,
  createCollection: 3,
  dropCollection: 4,
  createIndex: 5,
  dropIndex: 6,
} as const;
export type EntryKind = (typeof ENTRY)[keyof typeof ENTRY];

export interface JournalEntry {
  readonly kind: number;
  readonly collectionId: number;
  readonly body: Buffer;
  /** Where the body stands in the file. */
  readonly offset: number;
}

const HEADER = Buffer.from("PLXDOCS1", "latin1");
/** Length and CRC-32 of the payload; the payload starts with kind and collection. */
const FRAME_BYTES = 8;
const PREFIX_BYTES = 5;
export const ENTRY_OVERHEAD_BYTES = FRAME_BYTES + PREFIX_BYTES;
const MAX_PAYLOAD_BYTES = 17 * 1024 * 1024;
const FLUSH_BYTES = 1024 * 1024;
const WINDOW_BYTES = 256 * 1024;
const SYNC_INTERVAL_MS = 1_000;

/** Appends entries to a file. Nothing reaches the operating system before `flush`. */
class Appender {
  readonly file: number;
  size: number;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #failure: unknown;

  constructor(file: number, size: number) {
    this.file = file;
    this.size = size;
  }

  get flushedBytes(): number {
    return this.size - this.#pendingBytes;
  }

  /** Returns where the body will stand. */
  append(kind: EntryKind, collectionId: number, body: Buffer): number {
    const head = Buffer.allocUnsafe(ENTRY_OVERHEAD_BYTES);
    head.writeUInt32LE(PREFIX_BYTES + body.length, 0);
    head[FRAME_BYTES] = kind;
    head.writeUInt32LE(collectionId, FRAME_BYTES + 1);
    head.writeUInt32LE(crc32(body, crc32(head.subarray(FRAME_BYTES))), 4);
    const offset = this.size + ENTRY_OVERHEAD_BYTES;
    this.#pending.push(head, body);
    this.#pendingBytes += head.length + body.length;
    this.size += head.length + body.length;
    if (this.#pendingBytes >= FLUSH_BYTES) this.flush();
    return offset;
  }

  /** @throws when the disk refuses; then every later call throws too, because memory is ahead of the file. */
  flush(): void {
    if (this.#failure !== undefined) throw new Error("the journal cannot be written", { cause: this.#failure });
    if (this.#pending.length === 0) return;
    const bytes = Buffer.concat(this.#pending);
    try {
      let position = this.flushedBytes;
      for (let at = 0; at < bytes.length;) {
        const written = writeSync(this.file, bytes, at, bytes.length - at, position);
        at += written;
        position += written;
      }
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}

/**
 * The one file of the store: an append-only list of entries, each `length, crc32, kind, collection, BSON`. Documents are
 * read back from where they were written, so they need no memory.
 *
 * Durability: `flush` hands everything to the operating system, which keeps it when this process is killed; once a second
 * and on close it is forced to the disk, so a power cut may lose the last second.
 */
export class Journal {
  readonly #path: string;
  #appender: Appender;
  #window: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  #nextOffset = 0;
  #syncedBytes = 0;
  #syncing = false;
  /** A file that the background sync still uses when we are done with it. */
  #closeAfterSync: number | undefined;
  readonly #timer: NodeJS.Timeout;

  /** Opens or creates the file. `replay` must run before anything is appended. */
  constructor(path: string) {
    rmSync(`${path}.new`, { force: true }); // a compaction that did not finish
    this.#path = path;
    this.#appender = new Appender(openSync(path, constants.O_RDWR | constants.O_CREAT), 0);
    this.#timer = setInterval(() => this.#syncInBackground(), SYNC_INTERVAL_MS).unref();
  }

  /**
   * Shows every whole entry to `visit`, oldest first. Where an entry is torn or damaged the file ends: the rest is cut
   * off, and kept beside it as `<path>.torn`.
   *
   * @throws Error when the file is not a journal.
   */
  replay(visit: (entry: JournalEntry) => void): void {
    const { file } = this.#appender;
    const total = fstatSync(file).size;
    const sound = total < HEADER.length ? 0 : replayFile(file, total, visit);
    if (sound < total) keepTail(file, sound, total, `${this.#path}.torn`);
    if (sound === 0) writeSync(file, HEADER, 0, HEADER.length, 0);
    this.#appender.size = Math.max(sound, HEADER.length);
    this.#syncedBytes = sound;
  }

  get size(): number {
    return this.#appender.size;
  }

  append(kind: EntryKind, collectionId: number, body: Buffer): number {
    return this.#appender.append(kind, collectionId, body);
  }

  flush(): void {
    this.#appender.flush();
  }

  /** The body at `offset`. It may share memory with other bodies, so it must not be changed. */
  read(offset: number, length: number): Buffer {
    const end = offset + length;
    if (end > this.#appender.flushedBytes) this.flush();
    const { start, bytes } = this.#window;
    if (offset >= start && end <= start + bytes.length) {
      this.#nextOffset = end;
      return bytes.subarray(offset - start, end - start);
    }
    // A read just after the last one is a scan: take the neighbours along.
    const isScan = offset >= this.#nextOffset && offset - this.#nextOffset < 4_096;
    this.#nextOffset = end;
    const wanted = isScan ? Math.max(length, Math.min(WINDOW_BYTES, this.#appender.flushedBytes - offset)) : length;
    const read = Buffer.allocUnsafeSlow(wanted);
    readFully(this.#appender.file, read, offset);
    if (isScan) this.#window = { start: offset, bytes: read };
    return read.subarray(0, length);
  }

  /**
   * Writes a new file from what `copy` puts into it and takes it in place of the old one, or leaves the old one as it was.
   * `copy` may read the old file; offsets it gets are valid when this returns.
   */
  compact(copy: (append: (kind: EntryKind, collectionId: number, body: Buffer) => number) => void): void {
    this.flush();
    const path = `${this.#path}.new`;
    const file = openSync(path, "w+");
    const next = new Appender(file, 0);
    try {
      writeSync(file, HEADER);
      next.size = HEADER.length;
      copy((kind, collectionId, body) => next.append(kind, collectionId, body));
      next.flush();
      fdatasyncSync(file);
      renameSync(path, this.#path);
    } catch (error) {
      closeSync(file);
      rmSync(path, { force: true });
      throw error;
    }
    syncDirectory(dirname(this.#path));
    const old = this.#appender.file;
    this.#appender = next;
    this.#window = { start: 0, bytes: Buffer.alloc(0) };
    this.#syncedBytes = next.size;
    if (this.#syncing) this.#closeAfterSync = old;
    else closeSync(old);
  }

  close(): void {
    clearInterval(this.#timer);
    try {
      this.flush();
      fdatasyncSync(this.#appender.file);
    } finally {
      if (this.#syncing) this.#closeAfterSync = this.#appender.file;
      else closeSync(this.#appender.file);
    }
  }

  #syncInBackground(): void {
    const size = this.#appender.flushedBytes;
    if (this.#syncing || size === this.#syncedBytes) return;
    this.#syncing = true;
    const { file } = this.#appender;
    fdatasync(file, (error) => {
      this.#syncing = false;
      if (error === null && file === this.#appender.file) this.#syncedBytes = size;
      if (this.#closeAfterSync !== undefined) closeSync(this.#closeAfterSync);
      this.#closeAfterSync = undefined;
    });
  }
}

/** Shows the entries of the file to `visit`; returns where the last whole one ends. */
function replayFile(file: number, total: number, visit: (entry: JournalEntry) => void): number {
  const header = Buffer.alloc(HEADER.length);
  readFully(file, header, 0);
  if (!header.equals(HEADER)) throw new Error("the journal was written by something else or by another version");
  let position = HEADER.length;
  let window = { start: 0, bytes: Buffer.alloc(0) };
  const bytesAt = (start: number, length: number): Buffer => {
    if (start < window.start || start + length > window.start + window.bytes.length) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(Math.max(length, 4 * WINDOW_BYTES), total - start));
      readFully(file, bytes, start);
      window = { start, bytes };
    }
    return window.bytes.subarray(start - window.start, start - window.start + length);
  };
  while (position + ENTRY_OVERHEAD_BYTES <= total) {
    const frame = bytesAt(position, FRAME_BYTES);
    const length = frame.readUInt32LE(0);
    const checksum = frame.readUInt32LE(4);
    if (length < PREFIX_BYTES || length > MAX_PAYLOAD_BYTES || position + FRAME_BYTES + length > total) break;
    const payload = bytesAt(position + FRAME_BYTES, length);
    if (crc32(payload) !== checksum) break;
    const body = payload.subarray(PREFIX_BYTES);
    const offset = position + ENTRY_OVERHEAD_BYTES;
    visit({ kind: payload.readUInt8(0), collectionId: payload.readUInt32LE(1), body, offset });
    position += FRAME_BYTES + length;
  }
  return position;
}

function keepTail(file: number, from: number, to: number, path: string): void {
  const tail = Buffer.alloc(to - from);
  readFully(file, tail, from);
  writeFileSync(path, tail);
  ftruncateSync(file, from);
}

function readFully(file: number, into: Buffer, position: number): void {
  for (let at = 0; at < into.length;) {
    const count = readSync(file, into, at, into.length - at, position + at);
    if (count === 0) throw new Error("the journal is shorter than it was");
    at += count;
  }
}

/** Makes a rename durable. Windows cannot open directories and needs no such thing. */
function syncDirectory(path: string): void {
  if (process.platform === "win32") return;
  const directory = openSync(path, "r");
  fdatasyncSync(directory);
  closeSync(directory);
}
