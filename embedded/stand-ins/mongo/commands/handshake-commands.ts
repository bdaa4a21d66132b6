import { MAX_DOCUMENT_BYTES } from "../bson/codec.ts";
import type { BsonDocument } from "../bson/values.ts";
import { MAX_MESSAGE_BYTES } from "../wire/frame-reader.ts";
import type { Command, CommandContext } from "./command.ts";

/** The version whose behaviour the stand-in follows, and what drivers call that version of the protocol. */
const VERSION = [7, 0, 0, 0];
const WIRE_VERSION = 21;

/** Sessions are announced because every driver sends one with each command; they carry nothing here. */
function hello({ now, connectionId }: CommandContext): BsonDocument {
  return {
    helloOk: true,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
    standIn: true,
    ok: 1,
  };
}

function buildInfo(): BsonDocument {
  return {
    version: VERSION.slice(0, 3).join("."),
    versionArray: VERSION,
    gitVersion: "development stand-in",
    modules: ["stand-in"],
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    ok: 1,
  };
}

const helloCommand: Command = { fields: "any", run: hello };
const buildInfoCommand: Command = { fields: [], run: buildInfo };
const acknowledged: BsonDocument = { ok: 1 };

/** What drivers send on their own account. */
export const HANDSHAKE_COMMANDS: Readonly<Record<string, Command>> = {
  hello: helloCommand,
  isMaster: helloCommand,
  ismaster: helloCommand,
  buildInfo: buildInfoCommand,
  buildinfo: buildInfoCommand,
  ping: { fields: [], run: () => acknowledged },
  endSessions: { fields: [], run: () => acknowledged },
};
