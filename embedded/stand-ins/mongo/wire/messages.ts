import { decode } from "../bson/codec.ts";
import { firstFieldName } from "../bson/raw-document.ts";
import type { BsonDocument } from "../bson/values.ts";
import { ProtocolViolation } from "./frame-reader.ts";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;
const FLAG = { checksumPresent: 1, moreToCome: 2 } as const;
const REQUIRED_FLAGS = 0xffff;

export interface Request {
  readonly id: number;
  readonly kind: "message" | "query";
  readonly database: string;
  readonly command: string;
  readonly body: BsonDocument;
  /** False for fire-and-forget writes. */
  readonly wantsReply: boolean;
}

/**
 * Reads one message of the protocol.
 *
 * @throws ProtocolViolation or BSONError when it is not one; the connection is then useless.
 */
export function readRequest(frame: Buffer): Request {
  const id = frame.readInt32LE(4);
  const opcode = frame.readInt32LE(12);
  if (opcode === OP_MSG) return readMessage(frame, id);
  if (opcode === OP_QUERY) return readQuery(frame, id);
  throw new ProtocolViolation(`opcode ${opcode}`);
}

function readMessage(frame: Buffer, id: number): Request {
  const flags = frame.readUInt32LE(HEADER_BYTES);
  if ((flags & REQUIRED_FLAGS & ~(FLAG.checksumPresent | FLAG.moreToCome)) !== 0)
    throw new ProtocolViolation(`flags ${flags}`);
  const end = (flags & FLAG.checksumPresent) === 0 ? frame.length : frame.length - 4;
  let at = HEADER_BYTES + 4;
  let body: Buffer | undefined;
  const sequences = new Map<string, Buffer[]>();
  while (at < end) {
    const kind = frame[at++];
    const size = sizeAt(frame, at, end);
    const section = frame.subarray(at, at + size);
    at += size;
    if (kind === 0 && body === undefined) body = section;
    else if (kind === 1) readSequence(section, sequences);
    else throw new ProtocolViolation("sections");
  }
  if (body === undefined) throw new ProtocolViolation("no body");
  const command = firstFieldName(body) ?? "";
  const decoded = decode(body, command === "insert" ? "documents" : undefined);
  for (const [name, documents] of sequences) {
    if (Object.hasOwn(decoded, name)) throw new ProtocolViolation(`'${name}' was sent twice`);
    decoded[name] = command === "insert" ? documents : documents.map((document) => decode(document));
  }
  const database = decoded["$db"];
  if (typeof database !== "string") throw new ProtocolViolation("no $db");
  return { id, kind: "message", database, command, body: decoded, wantsReply: (flags & FLAG.moreToCome) === 0 };
}

function sizeAt(frame: Buffer, at: number, end: number): number {
  const size = at + 4 <= end ? frame.readInt32LE(at) : 0;
  if (size < 5 || at + size > end) throw new ProtocolViolation("a section that is longer than its message");
  return size;
}

/** A run of documents under a name, which drivers use for large batches. */
function readSequence(section: Buffer, sequences: Map<string, Buffer[]>): void {
  const nameEnd = section.indexOf(0, 4);
  if (nameEnd === -1) throw new ProtocolViolation("a sequence without a name");
  const name = section.toString("utf8", 4, nameEnd);
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const size = sizeAt(section, at, section.length);
    documents.push(section.subarray(at, at + size));
    at += size;
  }
  sequences.set(name, documents);
}

/** The message of old, which drivers still use for the very first hello. */
function readQuery(frame: Buffer, id: number): Request {
  const nameStart = HEADER_BYTES + 4;
  const nameEnd = frame.indexOf(0, nameStart);
  const at = nameEnd + 9; // the terminator, numberToSkip, numberToReturn
  if (nameEnd === -1 || at + 5 > frame.length) throw new ProtocolViolation("a query without a document");
  const namespace = frame.toString("utf8", nameStart, nameEnd);
  const bytes = frame.subarray(at, at + sizeAt(frame, at, frame.length));
  return {
    id,
    kind: "query",
    database: namespace.split(".")[0] ?? "",
    command: firstFieldName(bytes) ?? "",
    body: decode(bytes),
    wantsReply: true,
  };
}

/** Wraps an encoded answer for the request's kind of message. */
export function writeReply(request: Request, answer: Buffer, replyId: number): Buffer {
  const isQuery = request.kind === "query";
  const prefix = Buffer.alloc(HEADER_BYTES + (isQuery ? 20 : 5));
  prefix.writeInt32LE(prefix.length + answer.length, 0);
  prefix.writeInt32LE(replyId, 4);
  prefix.writeInt32LE(request.id, 8);
  prefix.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  if (isQuery) {
    prefix.writeInt32LE(8, 16); // AwaitCapable, which every server has set for ages
    prefix.writeInt32LE(1, 32); // one document
  }
  return Buffer.concat([prefix, answer]);
}
