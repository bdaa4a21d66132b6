import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Collection, Document } from "mongodb";
import { MongoClient } from "mongodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Catalog } from "./storage/catalog.ts";
import type { MongoStandIn } from "./start-mongo.ts";
import { startMongoStandIn } from "./start-mongo.ts";

let directory: string;
let journal: string;
const open: { close(): Promise<void> }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mongo-durability-"));
  journal = join(directory, "journal");
});

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
  rmSync(directory, { recursive: true });
});

async function start(compactionMinBytes?: number): Promise<MongoStandIn> {
  const options = { host: "127.0.0.1", port: 0, dataDir: directory };
  const standIn = await startMongoStandIn(
    compactionMinBytes === undefined ? options : { ...options, compactionMinBytes },
  );
  open.push(standIn);
  return standIn;
}

async function products(port: number): Promise<Collection<Document>> {
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${port}`, { serverSelectionTimeoutMS: 2_000 });
  open.push(client);
  return client.db("shop").collection("products");
}

const content = async (collection: Collection<Document>): Promise<unknown> => ({
  documents: await collection.find().toArray(),
  indexes: await collection.indexes(),
});

describe("a stand-in that is stopped and started", () => {
  it("has the same documents in the same order, and the same indexes", async () => {
    const first = await start();
    const before = await products(first.port);
    await before.createIndex({ handle: 1 }, { unique: true, partialFilterExpression: { status: "active" } });
    await before.createIndex({ gone: 1 });
    await before.insertMany(
      Array.from({ length: 100 }, (_, i) => ({ _id: i as never, handle: `h${i}`, status: "active" })),
    );
    await before.updateMany({ _id: { $lt: 10 as never } }, { $set: { status: "draft" } });
    await before.deleteMany({ _id: { $gte: 90 as never } });
    await before.dropIndex("gone_1");
    await before.db.createCollection("empty");
    await before.db.collection("dropped").insertOne({ a: 1 });
    await before.db.collection("dropped").drop();
    const expected = await content(before);
    await first.close();

    const after = await products((await start()).port);
    expect(await content(after)).toEqual(expected);
    expect((await after.db.listCollections().toArray()).map(({ name }) => name)).toEqual(["empty", "products"]);
    await expect(after.insertOne({ handle: "h50", status: "active" })).rejects.toMatchObject({ code: 11000 });
    await after.insertOne({ _id: 200 as never, handle: "h95", status: "active" });
    expect(await after.countDocuments()).toBe(91);
  });

  it("refuses a directory that is in use, and takes it when it is free", async () => {
    const first = await start();
    await expect(startMongoStandIn({ host: "127.0.0.1", port: 0, dataDir: directory })).rejects.toThrow(
      "already in use",
    );
    await first.close();
    await start();
  });

  it("frees the directory when the port is taken", async () => {
    const first = await start();
    const other = mkdtempSync(join(tmpdir(), "mongo-durability-"));
    const again = startMongoStandIn({ host: "127.0.0.1", port: first.port, dataDir: other });
    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(existsSync(join(other, "lock"))).toBe(false);
    rmSync(other, { recursive: true });
  });

  it("takes over the claim of a process that is gone", async () => {
    writeFileSync(join(directory, "lock"), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: "1" }));
    const collection = await products((await start()).port);
    expect(await collection.countDocuments()).toBe(0);
  });

  it("refuses a journal it did not write and leaves it alone", async () => {
    writeFileSync(journal, "this is something else entirely");
    await expect(startMongoStandIn({ host: "127.0.0.1", port: 0, dataDir: directory })).rejects.toThrow("journal");
    expect(readFileSync(journal, "utf8")).toBe("this is something else entirely");
  });
});

describe("a journal with a torn end", () => {
  async function written(count: number): Promise<void> {
    const first = await start();
    const collection = await products(first.port);
    await collection.createIndex({ n: 1 }, { unique: true });
    for (let i = 0; i < count; i++) await collection.insertOne({ _id: i as never, n: i });
    await first.close();
  }

  it.each([
    ["half a header", Buffer.from([40, 0, 0])],
    ["a body that stops", Buffer.concat([Buffer.from([200, 0, 0, 0, 1, 2, 3, 4]), Buffer.alloc(50, 7)])],
    ["a wrong checksum", Buffer.concat([Buffer.from([9, 0, 0, 0, 1, 2, 3, 4]), Buffer.alloc(9, 7)])],
    ["zeros", Buffer.alloc(4_096)],
    ["a length beyond reason", Buffer.from([255, 255, 255, 255, 0, 0, 0, 0, 1, 1, 1, 1])],
  ])("opens with everything that was acknowledged: %s", async (_name, garbage) => {
    await written(20);
    const { size } = statSync(journal);
    appendFileSync(journal, garbage);
    const collection = await products((await start()).port);
    expect(await collection.countDocuments({ n: { $gte: 0 } })).toBe(20);
    expect(statSync(journal).size).toBe(size);
    expect(readFileSync(`${journal}.torn`)).toEqual(garbage);
    await collection.insertOne({ _id: 20 as never, n: 20 });
    expect(await collection.countDocuments()).toBe(21);
  });

  it.each([1, 20, 33])("loses the last document only when %i bytes of it are missing", async (missing) => {
    await written(20);
    truncateSync(journal, statSync(journal).size - missing);
    const collection = await products((await start()).port);
    expect(await collection.distinct("n")).toEqual(Array.from({ length: 19 }, (_, i) => i));
    await collection.insertOne({ _id: 19 as never, n: 19 });
  });

  it("never fails to open, wherever the file was cut", async () => {
    await written(5);
    const whole = readFileSync(journal);
    let last = 0;
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(journal, whole.subarray(0, length));
      const catalog = new Catalog(directory);
      const count = catalog.find("shop", "products")?.records.size ?? 0;
      catalog.close();
      expect(count).toBeGreaterThanOrEqual(last);
      last = count;
    }
    expect(last).toBe(5);
  });
});

describe("a stand-in that is killed", () => {
  it("has every acknowledged write when it is started again", async () => {
    const program = `
      import { startMongoStandIn } from ${JSON.stringify(new URL("start-mongo.ts", import.meta.url).href)};
      const { port } = await startMongoStandIn({ host: "127.0.0.1", port: 0, dataDir: ${JSON.stringify(directory)} });
      process.stdout.write(port + "\\n");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const collection = await products(Number(line.toString()));
    await collection.createIndex({ n: 1 }, { unique: true });
    const acknowledged: number[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; ; i++) {
        const n = writer * 1_000_000 + i;
        await collection.insertOne({ _id: `${n}` as never, n, text: "x".repeat(500) });
        acknowledged.push(n);
        if (acknowledged.length === 400) child.kill("SIGKILL"); // in the midst of what the others write
      }
    });
    const failures = (await Promise.allSettled(writers)).filter(({ status }) => status === "rejected");
    expect(failures).toHaveLength(8);
    if (child.signalCode === null) await once(child, "exit");
    expect(child.signalCode).toBe("SIGKILL");
    appendFileSync(journal, Buffer.from([99, 0, 0, 0, 1, 2])); // what a kill in the middle of a write leaves

    const after = await products((await start()).port);
    const found = new Set(await after.distinct("n"));
    expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
    await expect(after.insertOne({ n: acknowledged[0] })).rejects.toMatchObject({ code: 11000 });
  });
});

describe("a journal that grows", () => {
  it("is rewritten with what is still there, and stays small", async () => {
    const first = await start(200_000);
    const collection = await products(first.port);
    await collection.createIndex({ n: 1 });
    await collection.insertMany(
      Array.from({ length: 100 }, (_, i) => ({ _id: i as never, n: i, text: "x".repeat(1_000) })),
    );
    const cursor = collection.find().sort({ _id: 1 }).batchSize(10);
    const early = [await cursor.next(), await cursor.next()];
    for (let round = 1; round <= 20; round++) {
      await collection.updateMany({}, { $inc: { n: 1 } });
      expect(statSync(journal).size).toBeLessThan(700_000);
    }
    await collection.deleteMany({ _id: { $gte: 50 as never } });
    const late = await cursor.toArray();
    expect([...early, ...late].map((document) => document?.["_id"] as unknown)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
    const expected = await content(collection);
    await first.close();
    expect(await content(await products((await start()).port))).toEqual(expected);
    expect(existsSync(`${journal}.new`)).toBe(false);
  });

  it("survives a rewriting that did not finish", async () => {
    const first = await start();
    await (await products(first.port)).insertOne({ _id: 1 as never });
    await first.close();
    writeFileSync(`${journal}.new`, "half of a journal");
    expect(await (await products((await start()).port)).find().toArray()).toEqual([{ _id: 1 }]);
  });
});
