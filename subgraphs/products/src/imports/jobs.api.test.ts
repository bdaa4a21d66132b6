import { GetBucketCorsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import type { ShopRole, UserViewer, Viewer } from "#platform/identity/viewer.ts";
import { openTestBucket, postForm } from "../testing/file-storage-probe.ts";
import { countRows } from "../testing/read-stock.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

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

const at = new Date();
const shopId = newId("shop", at);
const aPerson = (roles: readonly ShopRole[], shop: ShopId = shopId): UserViewer => ({
  kind: "user",
  userId: newId("user", at),
  sessionId: newId("sess", at),
  scopes: [],
  memberships: roles.length > 0 ? [{ shopId: shop, roles }] : [],
});
const mia = aPerson(["CATALOG"]);
const owner = aPerson(["OWNER"]);
const miasKey: Viewer = {
  kind: "apiKey",
  apiKeyId: newId("key", at),
  userId: mia.userId,
  scopes: ["shop:catalog"],
  memberships: mia.memberships,
};
const STRANGERS: Viewer[] = [aPerson(["FULFILLMENT"]), aPerson(["CATALOG"], newId("shop", at)), aPerson([])];

const FIELDS = `id kind status dryRun progress done total productsCreated productsChanged errorCount shop { id }
  errors(first: 10) { totalCount nodes { row field code message sku } } resultFile { id url purpose }`;

interface JobAnswer {
  id: string;
  status: string;
  errors: { totalCount: number; nodes: { row: number; code: string; field: string[]; message: string }[] };
  resultFile: { id: string; url: string; purpose: string } | null;
}
interface Payload {
  job: JobAnswer | null;
  userErrors: { code: string; field: string[] }[];
}

async function mutate(name: string, input: object, viewer: Viewer = mia): Promise<Payload> {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { job { ${FIELDS} } userErrors { code field } } }`;
  const { data, errors } = await test.graphql(query, { input }, { viewer });
  expect(errors).toBeUndefined();
  return data![name] as Payload;
}

async function look(id: string, viewer: Viewer = mia): Promise<JobAnswer | null> {
  const { data } = await test.graphql(`query ($id: ID!) { job(id: $id) { ${FIELDS} } }`, { id }, { viewer });
  return data!["job"] as JobAnswer | null;
}

async function ended(id: string): Promise<JobAnswer> {
  await expect.poll(async () => (await look(id))!.status, { timeout: 18_000 }).not.toMatch(/QUEUED|RUNNING/);
  return (await look(id))!;
}

async function upload(text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const input = { purpose: "PRODUCT_IMPORT", filename: "goods.csv", contentType: "text/csv", sizeBytes: bytes.length };
  const { data } = await test.graphql(
    `mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) { upload { file { id } url fields { name value } } } }`,
    { input },
    { viewer: mia },
  );
  const { upload: form } = data!["uploadCreate"] as {
    upload: { file: { id: string }; url: string; fields: { name: string; value: string }[] };
  };
  expect((await postForm(form, bytes)).status).toBe(204);
  const complete = `mutation ($input: UploadCompleteInput!) { uploadComplete(input: $input) { userErrors { code } } }`;
  await test.graphql(complete, { input: { fileId: form.file.id } }, { viewer: mia });
  const status = async () =>
    (await test.graphql("query ($id: ID!) { file(id: $id) { status } }", { id: form.file.id }, { viewer: mia })).data;
  await expect.poll(status, { timeout: 18_000 }).toEqual({ file: { status: "READY" } });
  return form.file.id;
}

let keys = 0;
const start = (fileId: string, changed: object = {}, viewer: Viewer = mia) =>
  mutate(
    "productsImport",
    { shopId, fileId, format: "CSV", idempotencyKey: `import-key-${++keys}`, ...changed },
    viewer,
  );

it("imports an uploaded file, shows the products at once, and exports them again", { timeout: 60_000 }, async () => {
  const fileId = await upload("handle,title,status,sku,price_eur,stock\ncup,Blue cup,active,CUP-1,9.90,3\n");
  const started = await start(fileId);
  expect(started.userErrors).toEqual([]);
  const job = await ended(started.job!.id);
  expect(job).toMatchObject({
    kind: "PRODUCTS_IMPORT",
    status: "SUCCEEDED",
    dryRun: false,
    progress: 1,
    done: 1,
    total: 1,
    productsCreated: 1,
    errorCount: 0,
    shop: { id: shopId },
    errors: { totalCount: 0, nodes: [] },
    resultFile: null,
  });
  const product = await test.graphql(
    `{ product(handle: "cup") { title variants(first: 1) { nodes { sku available } } } }`,
  );
  expect(product.data).toEqual({
    product: { title: "Blue cup", variants: { nodes: [{ sku: "CUP-1", available: true }] } },
  });

  const exported = await mutate("productsExport", { shopId, format: "CSV", filter: { statuses: ["ACTIVE"] } }, owner);
  const done = await ended(exported.job!.id);
  expect(done).toMatchObject({ kind: "PRODUCTS_EXPORT", status: "SUCCEEDED", done: 1, total: 1 });
  expect(done.resultFile!.purpose).toBe("PRODUCT_EXPORT");
  const text = await (await fetch(done.resultFile!.url)).text();
  expect(text).toContain("cup,Blue cup,,ACTIVE");
  for (const viewer of STRANGERS) expect(await look(done.id, viewer)).toBeNull();
});

it("says where a file is bad, and writes nothing", { timeout: 60_000 }, async () => {
  const { job } = await start(await upload("handle,title,sku,price_eur\nx,X,X-1,free\n"));
  const failed = await ended(job!.id);
  expect(failed).toMatchObject({ status: "FAILED", productsCreated: 0, errorCount: 1 });
  expect(failed.errors.nodes).toEqual([
    { row: 2, field: ["price_eur"], code: "INVALID_PRICE", message: expect.any(String) as string, sku: "X-1" },
  ]);
  expect(await test.documents.findIdsByHandles(["x"])).toEqual(new Map());
});

it("starts one job under one key, for the person and for their API key, and no other for another input", async () => {
  const fileId = await storeDocument();
  const key = { idempotencyKey: "the-same-key" };
  const answers = await Promise.all([start(fileId, key), start(fileId, key), start(fileId, key, miasKey)]);
  expect(new Set(answers.map(({ job }) => job!.id)).size).toBe(1);
  expect((await start(fileId, { ...key, dryRun: true })).userErrors).toEqual([
    { code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] },
  ]);
  expect((await start(fileId)).userErrors).toEqual([{ code: "FILE_IN_USE", field: ["fileId"] }]);
});

it("refuses all that is wrong at once, and leaves nothing behind", async () => {
  const before = await countRows(test.pool, "catalogue_jobs");
  const others = await storeDocument({ ownerId: owner.userId });
  const pending = await storeDocument({ status: "PENDING" });
  expect((await start("no id", { idempotencyKey: "short" })).userErrors).toEqual([
    { code: "FILE_NOT_FOUND", field: ["fileId"] },
    { code: "INVALID_IDEMPOTENCY_KEY", field: ["idempotencyKey"] },
  ]);
  expect((await start(others)).userErrors).toEqual([{ code: "FILE_NOT_FOUND", field: ["fileId"] }]);
  expect((await start(pending)).userErrors).toEqual([{ code: "FILE_NOT_READY", field: ["fileId"] }]);
  for (const viewer of STRANGERS) {
    expect((await start(others, {}, viewer)).userErrors).toEqual([{ code: "NOT_FOUND", field: ["shopId"] }]);
    const exported = await mutate("productsExport", { shopId, format: "CSV" }, viewer);
    expect(exported.userErrors).toEqual([{ code: "NOT_FOUND", field: ["shopId"] }]);
  }
  const guest = await test.graphql(
    `mutation { productsExport(input: { shopId: "${shopId}", format: CSV }) { userErrors { code } } }`,
  );
  expect(guest.errors![0]!.extensions!["code"]).toBe("UNAUTHENTICATED");
  expect(await countRows(test.pool, "catalogue_jobs")).toBe(before);
});

it("lists a shop's jobs, newest first, for its members alone", async () => {
  const query = `query ($after: String) { jobs(shop: "${shopId}", first: 2, after: $after) {
    totalCount nodes { id createdAt } pageInfo { endCursor hasNextPage } } }`;
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { data } = await test.graphql(query, { after }, { viewer: miasKey });
    const page = data!["jobs"] as {
      totalCount: number;
      nodes: { id: string }[];
      pageInfo: { endCursor: string; hasNextPage: boolean };
    };
    seen.push(...page.nodes.map(({ id }) => id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  const { rows } = await test.pool.query<{ id: string }>(
    "SELECT id FROM catalogue_jobs ORDER BY created_at DESC, id DESC",
  );
  expect(seen).toEqual(rows.map(({ id }) => id));
  for (const viewer of STRANGERS) {
    expect((await test.graphql(query, {}, { viewer })).data).toEqual({ jobs: null });
  }
});

it("calls off a job that waits, for its shop's members, and lets the file go", async () => {
  await worker.stop();
  const fileId = await storeDocument();
  const { job } = await start(fileId);
  for (const viewer of STRANGERS) {
    expect((await mutate("jobCancel", { jobId: job!.id }, viewer)).userErrors).toEqual([
      { code: "NOT_FOUND", field: ["jobId"] },
    ]);
  }
  expect((await look(job!.id))!.status).toBe("QUEUED");
  for (let time = 1; time <= 2; time++) {
    const cancelled = await mutate("jobCancel", { jobId: job!.id }, owner);
    expect([cancelled.job!.status, cancelled.userErrors]).toEqual(["CANCELLED", []]);
  }
  const { rows } = await test.pool.query("SELECT status FROM files WHERE id = $1", [fileId]);
  expect(rows).toEqual([{ status: "READY" }]);
  worker = await test.subgraph.startWorker();
});

it("forgets who started them, and takes nothing from a closed shop", async () => {
  await test.deliver({ name: "accounts.account-erased.v1", payload: { userId: mia.userId } });
  await expect
    .poll(
      async () => (await test.pool.query("SELECT 1 FROM catalogue_jobs WHERE started_by = $1", [mia.userId])).rowCount,
    )
    .toBe(0);
  await test.pool.query("INSERT INTO closed_shops (shop_id) VALUES ($1)", [shopId]);
  const { userErrors } = await mutate("productsExport", { shopId, format: "CSV" }, owner);
  expect(userErrors).toEqual([{ code: "NOT_FOUND", field: ["shopId"] }]);
});

/** An uploaded document of mia's that was checked, or is in another state; its bytes are nowhere. */
async function storeDocument(changed: { ownerId?: UserId; status?: "PENDING" | "READY" } = {}): Promise<string> {
  const { ownerId = mia.userId, status = "READY" } = changed;
  const id = newId("file", new Date());
  await test.pool.query(
    `INSERT INTO files (id, owner_id, purpose, status, filename, content_type, size_bytes, digest, created_at, expires_at, loose_since)
     VALUES ($1, $2, 'PRODUCT_IMPORT', $3, 'goods.csv', 'text/csv', 100, $4, now(), now(), now())`,
    [id, ownerId, status, status === "READY" ? "digest" : null],
  );
  return id;
}
