import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/test-stand-in.ts";
import { openStore } from "./store.ts";
import type { IdempotencyRecord } from "./tables.ts";

const key = (id: string, created = 1_000): IdempotencyRecord => ({
  id,
  path: "/v1/x",
  fingerprint: "f",
  status: 200,
  body: "{}",
  requestId: "req",
  created,
});

function open(dataDir: string, keysSince = 0) {
  const store = openStore(dataDir, keysSince);
  let isOpen = true;
  const close = () => {
    if (isOpen) store.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...store, close };
}

const ids = (store: ReturnType<typeof open>) => store.all("idempotency_key").map(({ id }) => id);

it("keeps all of a transaction or nothing", async () => {
  const dataDir = await temporaryFolder();
  const store = open(dataDir);
  store.transact((tx) => tx.put("idempotency_key", key("kept")));

  expect(() =>
    store.transact((tx) => {
      tx.put("idempotency_key", key("lost"));
      throw new Error("no");
    }),
  ).toThrow("no");

  expect(ids(store)).toEqual(["kept"]);
  store.close();
  expect(ids(open(dataDir))).toEqual(["kept"]);
});

it("shows a transaction its own writes, in the place of the rows they change", async () => {
  const store = open(await temporaryFolder());
  store.transact((tx) => ["a", "b"].forEach((id) => tx.put("idempotency_key", key(id))));

  store.transact((tx) => {
    tx.put("idempotency_key", { ...key("a"), status: 402 });
    tx.put("idempotency_key", key("c"));
    expect(tx.get("idempotency_key", "a")?.status).toBe(402);
    expect(tx.all("idempotency_key").map(({ id, status }) => [id, status])).toEqual([
      ["a", 402],
      ["b", 200],
      ["c", 200],
    ]);
    expect(store.get("idempotency_key", "a")?.status).toBe(200);
  });
});

it("tells listeners what was committed, and nothing of what was not", async () => {
  const store = open(await temporaryFolder());
  const heard: string[] = [];
  store.onCommit((rows) => heard.push(...rows.map(([table, row]) => `${table} ${row.id}`)));

  store.transact((tx) => tx.put("idempotency_key", key("a")));
  expect(() =>
    store.transact((tx) => {
      tx.put("idempotency_key", key("b"));
      throw new Error("no");
    }),
  ).toThrow();

  expect(heard).toEqual(["idempotency_key a"]);
});

it("cuts off a line torn by a kill and goes on from there", async () => {
  const dataDir = await temporaryFolder();
  const before = open(dataDir);
  before.transact((tx) => tx.put("idempotency_key", key("whole")));
  before.close();
  await appendFile(join(dataDir, "stripe.jsonl"), '[["idempotency_key",{"id":"to');

  const after = open(dataDir);
  after.transact((tx) => tx.put("idempotency_key", key("next")));
  after.close();

  expect(ids(open(dataDir))).toEqual(["whole", "next"]);
});

it("refuses a journal that is broken in the middle, naming the line", async () => {
  const dataDir = await temporaryFolder();
  await writeFile(join(dataDir, "stripe.jsonl"), "nonsense\n[]\n");

  expect(() => open(dataDir)).toThrow("stripe.jsonl:1 is not a journal line");
});

it("rewrites a journal that is mostly history without losing a row or its place", async () => {
  const dataDir = await temporaryFolder();
  const before = open(dataDir);
  before.transact((tx) => tx.put("idempotency_key", key("a")));
  for (let status = 0; status < 300; status += 1)
    before.transact((tx) => tx.put("idempotency_key", { ...key("b"), status }));
  before.transact((tx) => tx.put("idempotency_key", key("c")));
  before.close();

  const after = open(dataDir);
  const lines = (await readFile(join(dataDir, "stripe.jsonl"), "utf8")).trimEnd().split("\n");

  expect(ids(after)).toEqual(["a", "b", "c"]);
  expect(after.get("idempotency_key", "b")?.status).toBe(299);
  expect(lines).toHaveLength(3);
});

it("forgets idempotency keys that are too old", async () => {
  const dataDir = await temporaryFolder();
  const before = open(dataDir);
  before.transact((tx) => [key("old", 10), key("young", 20)].forEach((row) => tx.put("idempotency_key", row)));
  before.close();

  expect(ids(open(dataDir, 20))).toEqual(["young"]);
});
