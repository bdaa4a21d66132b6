import { BSONError } from "bson";
import { assertSupported, encode } from "../bson/codec.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, isZero, numericOf } from "../bson/values.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import { AGGREGATE_COMMANDS } from "./aggregate-commands.ts";
import { COLLECTION_COMMANDS } from "./collection-commands.ts";
import type { Command, CommandContext } from "./command.ts";
import { FIND_COMMANDS } from "./find-commands.ts";
import { HANDSHAKE_COMMANDS } from "./handshake-commands.ts";
import { INDEX_COMMANDS } from "./index-commands.ts";
import { INSERT_COMMANDS } from "./insert-command.ts";
import { assertKnownFields } from "./read-arguments.ts";
import { UPDATE_COMMANDS } from "./update-commands.ts";

const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...HANDSHAKE_COMMANDS,
    ...COLLECTION_COMMANDS,
    ...INDEX_COMMANDS,
    ...INSERT_COMMANDS,
    ...FIND_COMMANDS,
    ...UPDATE_COMMANDS,
    ...AGGREGATE_COMMANDS,
  }),
);

/** Fields that any command may have. Sessions and cluster times mean nothing on a single server without transactions. */
const COMMON_FIELDS = [
  ...["$db", "lsid", "$clusterTime", "$readPreference", "comment", "maxTimeMS", "readConcern", "writeConcern"],
  ...["apiVersion", "apiStrict", "apiDeprecationErrors", "collation"],
];
const TRANSACTION_FIELDS = ["txnNumber", "startTransaction", "autocommit"];

/**
 * Runs one command to its end and answers, whatever happens: a refusal is an answer, too.
 *
 * @returns the answer as BSON.
 */
export function runCommand(context: CommandContext, name: string, body: BsonDocument): Buffer {
  try {
    const command = COMMANDS.get(name);
    if (command === undefined) throw new CommandError("CommandNotFound", `no such command: '${name}'`);
    if (command.fields !== "any") check(name, command, command.fields, body);
    const answer = command.run(context, body);
    return Buffer.isBuffer(answer) ? answer : encode(answer);
  } catch (error) {
    return encode(describeFailure(error));
  }
}

function check(name: string, command: Command, fields: readonly string[], body: BsonDocument): void {
  assertSupported(body);
  const transaction = TRANSACTION_FIELDS.find((field) => field in body);
  if (transaction !== undefined) {
    throw new CommandError(
      "IllegalOperation",
      "Transaction numbers are only allowed on a replica set member or mongos",
    );
  }
  const refused = command.refused ?? [];
  assertKnownFields(body, name, [name, ...COMMON_FIELDS, ...fields, ...refused]);
  const unsupported = refused.find(
    (field) => body[field] !== undefined && body[field] !== null && body[field] !== false && !isZero(body[field]),
  );
  if (unsupported !== undefined) throw new NotSupportedByStandIn(`the option '${unsupported}' of ${name}`);
  checkConcerns(body);
}

/** One server that acknowledges what it has written: weaker wishes are met, stronger ones are refused. */
function checkConcerns({ writeConcern, readConcern, apiVersion, apiStrict }: BsonDocument): void {
  const w = isDocument(writeConcern) ? writeConcern["w"] : undefined;
  if (Number(numericOf(w) ?? 0) > 1)
    throw new CommandError("BadValue", "cannot use 'w' > 1 when a host is not replicated");
  if (typeof w === "string" && w !== "majority")
    throw new CommandError("BadValue", "cannot use non-majority 'w' mode when a host is not a member of a replica set");
  const level = isDocument(readConcern) ? readConcern["level"] : undefined;
  if (level !== undefined && level !== "local" && level !== "available" && level !== "majority") {
    throw new NotSupportedByStandIn(`the read concern ${JSON.stringify(level)}`);
  }
  if (apiVersion !== undefined && apiVersion !== "1") throw new CommandError(322, 'API version must be "1"'); // APIVersionError
  if (apiStrict === true) throw new NotSupportedByStandIn("apiStrict");
}

function describeFailure(error: unknown): BsonDocument {
  if (error instanceof CommandError) {
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  }
  const known = error instanceof BSONError ? new CommandError("InvalidBSON", error.message) : undefined;
  const { code, codeName } = known ?? new CommandError("InternalError", "");
  return { ok: 0, errmsg: error instanceof Error ? error.message : String(error), code, codeName };
}
