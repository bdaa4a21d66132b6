import { BSONError, ObjectId } from "bson";
import { assertSupported, decode, encode, MAX_DOCUMENT_BYTES } from "../bson/codec.ts";
import { withIdFirst } from "../bson/raw-document.ts";
import type { BsonDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { Collection } from "../storage/collection.ts";
import { assertStorableId } from "../update/apply-update.ts";
import type { Command } from "./command.ts";
import { readArray, readCollectionName } from "./read-arguments.ts";
import { isOrderedBatch, runBatch } from "./write-batch.ts";

const insert: Command = {
  fields: ["documents", "ordered", "bypassDocumentValidation"],
  run: ({ catalog, database }, body) => {
    const name = readCollectionName(body, "insert");
    const documents = readArray(body, "documents");
    let n = 0;
    const outcome = runBatch(documents, isOrderedBatch(body), (bytes) => {
      if (!(bytes instanceof Uint8Array))
        throw new CommandError("TypeMismatch", "BSON field 'insert.documents' must contain objects");
      insertOne(catalog.findOrCreate(database, name), Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      n++;
    });
    return { n, ...outcome, ok: 1 };
  },
};

function insertOne(collection: Collection, bytes: Buffer): void {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      "BSONObjectTooLarge",
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
  const document = decodeSent(bytes);
  if (Object.hasOwn(document, "_id")) {
    assertStorableId(document["_id"]);
    collection.insert(withIdFirst(bytes) ?? bytes, document);
    return;
  }
  const withId = { _id: new ObjectId(), ...document };
  collection.insert(encode(withId), withId);
}

function decodeSent(bytes: Buffer): BsonDocument {
  try {
    const document = decode(bytes);
    assertSupported(document);
    return document;
  } catch (error) {
    if (error instanceof BSONError) throw new CommandError("InvalidBSON", error.message);
    throw error;
  }
}

export const INSERT_COMMANDS: Readonly<Record<string, Command>> = { insert };
