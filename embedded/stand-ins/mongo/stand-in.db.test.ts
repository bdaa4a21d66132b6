import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "bson";
import type { Collection, Document } from "mongodb";
import { Decimal128, MongoClient, MongoServerError } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MongoStandIn } from "./start-mongo.ts";
import { startMongoStandIn } from "./start-mongo.ts";
import { codeOf, failureOf } from "./testing/contract-database.ts";

let directory: string;
let standIn: MongoStandIn;
let client: MongoClient;
let products: Collection<Document>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "mongo-stand-in-"));
  standIn = await startMongoStandIn({ host: "127.0.0.1", port: 0, dataDir: directory });
  client = await MongoClient.connect(`mongodb://127.0.0.1:${standIn.port}`);
  products = client.db("shop").collection("products");
  await products.insertOne({ _id: 1 as never, a: 1, list: [1] });
});

afterAll(async () => {
  await client.close();
  await standIn.close();
  rmSync(directory, { recursive: true });
});

describe("what the stand-in does not do", () => {
  it.each<[string, Document, number]>([
    [
      "transactions",
      {
        insert: "products",
        documents: [{ b: 1 }],
        lsid: { id: 1 },
        txnNumber: 1n,
        startTransaction: true,
        autocommit: false,
      },
      20,
    ],
    ["committing", { commitTransaction: 1 }, 59],
    ["change streams", { aggregate: "products", pipeline: [{ $changeStream: {} }], cursor: {} }, 40573],
    ["text search", { find: "products", filter: { $text: { $search: "x" } } }, 238],
    ["JavaScript", { find: "products", filter: { $where: "true" } }, 238],
    ["places", { find: "products", filter: { a: { $near: [0, 0] } } }, 238],
    ["bit tests", { find: "products", filter: { a: { $bitsAllSet: 1 } } }, 238],
    ["collations", { find: "products", collation: { locale: "de" } }, 238],
    ["tailing", { find: "products", tailable: true }, 238],
    ["$bit", { update: "products", updates: [{ q: {}, u: { $bit: { a: { and: 1 } } } }] }, 238],
    ["writing by pipeline", { aggregate: "products", pipeline: [{ $out: "b" }], cursor: {} }, 40324],
    ["merging by pipeline", { aggregate: "products", pipeline: [{ $merge: "b" }], cursor: {} }, 40324],
    ["window functions", { aggregate: "products", pipeline: [{ $setWindowFields: {} }], cursor: {} }, 40324],
    [
      "rare accumulators",
      { aggregate: "products", pipeline: [{ $group: { _id: 1, x: { $stdDevPop: "$a" } } }], cursor: {} },
      15952,
    ],
    ["text indexes", { createIndexes: "products", indexes: [{ key: { a: "text" }, name: "t" }] }, 67],
    ["geo indexes", { createIndexes: "products", indexes: [{ key: { a: "2dsphere" }, name: "t" }] }, 67],
    ["hashed indexes", { createIndexes: "products", indexes: [{ key: { a: "hashed" }, name: "t" }] }, 67],
    ["wildcard indexes", { createIndexes: "products", indexes: [{ key: { "$**": 1 }, name: "t" }] }, 67],
    ["expiry", { createIndexes: "products", indexes: [{ key: { a: 1 }, name: "t", expireAfterSeconds: 5 }] }, 67],
    ["unknown index options", { createIndexes: "products", indexes: [{ key: { a: 1 }, name: "t", wood: 1 }] }, 197],
    ["capped collections", { create: "capped", capped: true, size: 1000 }, 238],
    ["validators", { create: "strict", validator: { a: 1 } }, 238],
    ["views", { create: "view", viewOn: "products", pipeline: [] }, 238],
    ["collections that exist", { create: "products" }, 48],
    ["several servers", { insert: "products", documents: [{ b: 1 }], writeConcern: { w: 2 } }, 2],
    ["snapshots", { find: "products", readConcern: { level: "snapshot" } }, 238],
    ["explanations", { explain: { find: "products" } }, 59],
    ["server statistics", { serverStatus: 1 }, 59],
    ["authentication", { saslStart: 1, mechanism: "PLAIN" }, 59],
    ["decimals", { insert: "products", documents: [{ d: Decimal128.fromString("1.5") }] }, 238],
    ["decimals in filters", { find: "products", filter: { a: Decimal128.fromString("1") } }, 238],
    [
      "names of JavaScript as operators",
      { update: "products", updates: [{ q: {}, u: { $set: { a: 1 }, constructor: { a: 1 } } }] },
      9,
    ],
  ])("refuses %s by code and changes nothing", async (_name, command, code) => {
    const answer = await client
      .db("shop")
      .command(command)
      .catch((error: unknown) => error as Document);
    const [writeError] = (answer["writeErrors"] as { code: number }[] | undefined) ?? [];
    expect(writeError?.code ?? (answer["code"] as unknown)).toBe(code);
    expect(await products.find().toArray()).toEqual([{ _id: 1, a: 1, list: [1] }]);
    expect((await products.indexes()).map(({ name }) => name)).toEqual(["_id_"]);
  });

  it("refuses the driver's transactions and change streams", async () => {
    const session = client.startSession();
    session.startTransaction();
    const failure = await failureOf(products.insertOne({ b: 1 }, { session }));
    expect(failure).toMatchObject({ originalError: { code: 20 } }); // the driver words it anew
    await session.endSession();
    await expect(products.watch().next()).rejects.toBeInstanceOf(MongoServerError);
    expect(await products.countDocuments()).toBe(1);
  });

  it("refuses to add int64 numbers that JavaScript cannot", async () => {
    const totals = client.db("shop").collection("totals");
    await totals.insertOne({ n: 9007199254740993n });
    expect(await codeOf(totals.aggregate([{ $group: { _id: null, n: { $sum: "$n" } } }]).toArray())).toBe(238);
    expect(await totals.countDocuments({ n: 9007199254740993n })).toBe(1);
    expect(await totals.countDocuments({ n: 9007199254740992n })).toBe(0);
  });

  it("stops a query that takes longer than it may", async () => {
    let time = 0;
    const other = mkdtempSync(join(tmpdir(), "mongo-stand-in-"));
    const slow = await startMongoStandIn({
      host: "127.0.0.1",
      port: 0,
      dataDir: other,
      now: () => new Date((time += 100)),
    });
    const slowClient = await MongoClient.connect(`mongodb://127.0.0.1:${slow.port}`);
    const numbers = slowClient.db("t").collection("numbers");
    await numbers.insertMany(Array.from({ length: 2_000 }, (_, i) => ({ n: i })));
    expect(await codeOf(numbers.find({ n: -1 }, { maxTimeMS: 300 }).toArray())).toBe(50);
    expect(await numbers.find({ n: -1 }, { maxTimeMS: 30_000 }).toArray()).toEqual([]);
    await slowClient.close();
    await slow.close();
    rmSync(other, { recursive: true });
  });

  it("listens on loopback only", async () => {
    await expect(startMongoStandIn({ host: "0.0.0.0", port: 0, dataDir: directory })).rejects.toThrow(RangeError);
  });
});

/** A message of the wire protocol with any parts, true or not. */
function frame(opcode: number, payload: Buffer, length = 16 + payload.length): Buffer {
  const header = Buffer.alloc(16);
  [length, 1, 0, opcode].forEach((value, i) => header.writeInt32LE(value, i * 4));
  return Buffer.concat([header, payload]);
}

const message = (sections: Buffer, flags = 0): Buffer =>
  frame(2013, Buffer.concat([Buffer.from([flags, 0, 0, 0]), sections]));
const body = (document: Document): Buffer => Buffer.concat([Buffer.from([0]), serialize(document)]);
const PING = message(body({ ping: 1, $db: "admin" }));

function sequence(name: string, documents: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), documents]);
  const size = Buffer.alloc(4);
  size.writeInt32LE(content.length + 4);
  return Buffer.concat([Buffer.from([1]), size, content]);
}

describe("a peer that does not keep to the protocol", () => {
  const deep = (): Document => Array.from({ length: 5_000 }).reduce<Document>((inner) => ({ a: inner }), {});

  it.each<[string, Buffer]>([
    ["a length that is negative", frame(2013, Buffer.alloc(0), -1)],
    ["a length shorter than the header", frame(2013, Buffer.alloc(0), 15)],
    ["a huge length", frame(2013, Buffer.alloc(0), 2_000_000_000)],
    ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["an unknown opcode", frame(4711, Buffer.from("hello"))],
    ["compression nobody agreed on", frame(2012, Buffer.alloc(20))],
    ["no section", message(Buffer.alloc(0))],
    ["no flags", frame(2013, Buffer.alloc(0))],
    ["unknown required flags", message(body({ ping: 1, $db: "admin" }), 0x80)],
    ["an unknown kind of section", message(Buffer.concat([Buffer.from([9]), serialize({ a: 1 })]))],
    ["two bodies", message(Buffer.concat([body({ ping: 1, $db: "a" }), body({ ping: 1, $db: "a" })]))],
    ["garbage for BSON", message(Buffer.from([0, 12, 0, 0, 0, 255, 254, 253, 1, 2, 3, 4, 0]))],
    ["BSON longer than its message", message(Buffer.from([0, 255, 255, 0, 0, 1, 0, 0]))],
    ["BSON that is too short to be any", message(Buffer.from([0, 1, 0, 0, 0]))],
    ["text that is not UTF-8", message(Buffer.from([0, 18, 0, 0, 0, 2, 97, 0, 2, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0]))],
    ["no database", message(body({ ping: 1 }))],
    [
      "a sequence without end",
      message(Buffer.concat([body({ insert: "c", $db: "a" }), Buffer.from([1, 90, 0, 0, 0, 97])])),
    ],
    [
      "a sequence without a name",
      message(Buffer.concat([body({ insert: "c", $db: "a" }), Buffer.from([1, 8, 0, 0, 0, 97, 97, 97, 97])])),
    ],
    ["an old query that ends early", frame(2004, Buffer.from([0, 0, 0, 0, 97, 98, 99]))],
  ])("is disconnected for %s, and nobody else is", async (_name, bytes) => {
    const socket = connect(standIn.port, "127.0.0.1");
    socket.on("error", () => undefined); // a reset is an answer, too
    const closed = once(socket, "close");
    socket.write(bytes);
    socket.resume();
    await closed;
    expect(await products.countDocuments()).toBe(1);
  });

  it("is answered when only its documents are bad", async () => {
    const [answer] = await talk(
      [
        message(
          Buffer.concat([
            body({ insert: "bad", $db: "shop" }),
            sequence("documents", Buffer.from([8, 0, 0, 0, 77, 0, 1, 0])),
          ]),
        ),
      ],
      1,
    );
    expect(answer).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 22 }] });
    const [nested] = await talk([message(body({ insert: "bad", documents: [deep()], $db: "shop" }))], 1);
    expect(nested).toMatchObject({ n: 0, writeErrors: [{ index: 0, code: 15 }] });
    expect(await client.db("shop").collection("bad").countDocuments()).toBe(0);
  });

  it("may send a message byte by byte, or several at once", async () => {
    const answers = await talk(
      [...Array.from(PING, (byte) => Buffer.from([byte])), Buffer.concat([PING, PING, PING])],
      4,
    );
    expect(answers).toEqual([{ ok: 1 }, { ok: 1 }, { ok: 1 }, { ok: 1 }]);
  });

  it("may say hello in the old way, and nothing else", async () => {
    const query = (document: Document): Buffer =>
      frame(
        2004,
        Buffer.concat([
          Buffer.alloc(4),
          Buffer.from("admin.$cmd\0"),
          Buffer.from([0, 0, 0, 0, 255, 255, 255, 255]),
          serialize(document),
        ]),
      );
    const [hello, refused] = await talk([query({ isMaster: 1, helloOk: true }), query({ listDatabases: 1 })], 2, 36);
    expect(hello).toMatchObject({ ok: 1, ismaster: true, helloOk: true });
    expect(refused).toMatchObject({ ok: 0, code: 352 });
  });

  it("may hang up in the middle of a message", async () => {
    const socket = connect(standIn.port, "127.0.0.1");
    await once(socket, "connect");
    socket.end(PING.subarray(0, 20));
    socket.resume();
    await once(socket, "close");
    expect(await products.countDocuments()).toBe(1);
  });
});

/** Sends bytes on a connection of its own and gives the documents of the answers. */
async function talk(chunks: readonly Buffer[], answers: number, prefixBytes = 21): Promise<Document[]> {
  const socket = connect(standIn.port, "127.0.0.1");
  socket.setNoDelay(true);
  for (const chunk of chunks) socket.write(chunk);
  let received = Buffer.alloc(0);
  const found: Document[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      found.push(deserialize(received.subarray(prefixBytes, received.readInt32LE(0))));
      received = received.subarray(received.readInt32LE(0));
    }
    if (found.length >= answers) break;
  }
  socket.destroy();
  return found;
}
