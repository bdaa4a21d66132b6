import { GetBucketCorsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import type { ShopRole, Viewer } from "#platform/identity/viewer.ts";
import { openTestBucket, postForm } from "../testing/file-storage-probe.ts";
import { countRows } from "../testing/read-stock.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { attachFile } from "./attach-file.ts";
import { createStoreExport } from "./store-export.ts";
import type { FileId } from "./file.ts";

const s3 = openTestBucket();
let test: Awaited<ReturnType<typeof startTestProducts>>;
let worker: Awaited<ReturnType<typeof test.subgraph.startWorker>>;
beforeAll(async () => {
  test = await startTestProducts({ S3_BUCKET: s3.bucket });
  worker = await test.subgraph.startWorker();
  await vi.waitFor(() => s3.s3.send(new GetBucketCorsCommand({ Bucket: s3.bucket })), 15_000);
});
afterAll(async () => {
  await worker.stop();
  await test.close();
});

const shopId = newId("shop", new Date());
function aPerson(roles: readonly ShopRole[] = [], shop: ShopId = shopId): Viewer & { userId: UserId } {
  return {
    kind: "user",
    userId: newId("user", new Date()),
    sessionId: newId("sess", new Date()),
    scopes: [],
    memberships: roles.length > 0 ? [{ shopId: shop, roles }] : [],
  };
}
const mia = aPerson();
const CSV = Buffer.from("sku,title\nA-1,Tasse „blau“\n");

interface FileAnswer {
  status: string;
  url: string | null;
  rejectionReason: string | null;
}

async function look(id: string, viewer: Viewer): Promise<FileAnswer | null> {
  const { data } = await test.graphql(
    "query ($id: ID!) { file(id: $id) { status url rejectionReason } }",
    { id },
    { viewer },
  );
  return data!["file"] as FileAnswer | null;
}

async function create(input: object) {
  const { data } = await test.graphql(
    `mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) {
      upload { file { id } url fields { name value } } userErrors { code field } } }`,
    { input: { purpose: "PRODUCT_IMPORT", filename: "my goods (1).csv", contentType: "text/csv", ...input } },
    { viewer: mia },
  );
  return data!["uploadCreate"] as {
    upload: { file: { id: FileId }; url: string; fields: { name: string; value: string }[] } | null;
    userErrors: { code: string; field: string[] }[];
  };
}

/** Uploads for mia and waits until it has been decided on. */
async function upload(bytes: Buffer, contentType = "text/csv"): Promise<FileId> {
  const { upload: form } = await create({ sizeBytes: bytes.length, contentType });
  expect((await postForm(form!, bytes)).status).toBe(204);
  const { id } = form!.file;
  await test.graphql(
    "mutation ($input: UploadCompleteInput!) { uploadComplete(input: $input) { userErrors { code } } }",
    { input: { fileId: id } },
    { viewer: mia },
  );
  await expect.poll(async () => (await look(id, mia))!.status, { timeout: 18_000 }).not.toBe("PENDING");
  return id;
}

it("keeps a list of products as it was uploaded, for its owner alone", async () => {
  const id = await upload(CSV);
  const mine = await look(id, mia);
  expect(mine).toMatchObject({ status: "READY", rejectionReason: null });
  const download = await fetch(mine!.url!);
  expect([download.status, download.headers.get("content-type")]).toEqual([200, "text/csv"]);
  expect(download.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''my%20goods%20%281%29.csv");
  expect(Buffer.from(await download.arrayBuffer())).toEqual(CSV);
  expect(new URL(mine!.url!).searchParams.get("X-Amz-Expires")).toBe("300");

  const keys = await s3.keys(id);
  expect(keys).toEqual([expect.stringMatching(new RegExp(`^private/${id}/[0-9a-f]{32}$`))]);
  expect((await fetch(`${s3.url}/${keys[0]}`)).status).toBe(403);
  const bent = mine!.url!.replace(id, newId("file", new Date()));
  expect((await fetch(bent)).status).toBe(403);
  expect(await look(id, { kind: "guest" })).toBeNull();
  expect(await look(id, aPerson(["CATALOG"]))).toBeNull();
});

it("shows it to the shop's catalogue members once it is the shop's, and to nobody else while it is in use", async () => {
  const id = await upload(CSV, "application/x-ndjson");
  const attachment = {
    fileId: id,
    ownerId: mia.userId,
    purpose: "PRODUCT_IMPORT",
    reference: "job_1",
    shopId,
  } as const;
  expect((await test.database.transaction((store) => attachFile(store, attachment))).kind).toBe("attached");
  for (const viewer of [mia, aPerson(["CATALOG"]), aPerson(["OWNER"])]) {
    const shown = await look(id, viewer);
    expect(shown!.status).toBe("ATTACHED");
    expect((await fetch(shown!.url!)).status).toBe(200);
  }
  const others: Viewer[] = [
    { kind: "guest" },
    aPerson(),
    aPerson(["FULFILLMENT"]),
    aPerson(["OWNER"], newId("shop", new Date())),
  ];
  for (const viewer of others) expect(await look(id, viewer)).toBeNull();
});

it("shows an export to whom it was made for and to the shop's catalogue members", async () => {
  const storeExport = createStoreExport({ db: test.database, storage: s3.storage, now: () => new Date() });
  const stored = await storeExport({
    ownerId: mia.userId,
    shopId,
    filename: "products.csv",
    contentType: "text/csv",
    chunks: (async function* () {
      yield CSV.subarray(0, 5);
      yield CSV.subarray(5);
    })(),
  });
  if (stored.kind !== "stored") throw new Error(stored.kind);
  for (const viewer of [mia, aPerson(["CATALOG"])]) {
    const shown = await look(stored.file.id, viewer);
    expect(Buffer.from(await (await fetch(shown!.url!)).arrayBuffer())).toEqual(CSV);
  }
  for (const viewer of [{ kind: "guest" } as const, aPerson(["FULFILLMENT"])]) {
    expect(await look(stored.file.id, viewer)).toBeNull();
  }
});

it.each([
  ["a picture that is called a list", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "WRONG_CONTENT"],
  ["a list in another encoding", Buffer.from("sku\nStra\xdfe", "latin1"), "UNREADABLE"],
])("rejects %s and keeps nothing of it", async (_, bytes, rejectionReason) => {
  const id = await upload(bytes);
  expect(await look(id, mia)).toEqual({ status: "REJECTED", rejectionReason, url: null });
  await expect.poll(() => s3.keys(id)).toEqual([]);
});

it.each([
  ["what the server makes", { purpose: "PRODUCT_EXPORT" }, ["PURPOSE_NOT_UPLOADED", ["purpose"]]],
  ["a picture as a list", { contentType: "image/png" }, ["UNSUPPORTED_TYPE", ["contentType"]]],
  ["a list as a picture", { purpose: "AVATAR" }, ["UNSUPPORTED_TYPE", ["contentType"]]],
  ["a byte more than 100 MiB", { sizeBytes: 100 * 1_024 * 1_024 + 1 }, ["INVALID_SIZE", ["sizeBytes"]]],
])("signs nothing for %s", async (_, input, problem) => {
  const before = await countRows(test.pool, "files");
  const { upload: form, userErrors } = await create({ sizeBytes: 10, ...input });
  expect(form).toBeNull();
  expect(userErrors.map(({ code, field }) => [code, field])).toEqual([problem]);
  expect(await countRows(test.pool, "files")).toBe(before);
});
