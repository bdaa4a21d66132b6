import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { type Form, openTestBucket, postForm } from "../testing/file-storage-probe.ts";
import { makePicture } from "../testing/make-picture.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const s3 = openTestBucket();
const mia: Viewer = {
  kind: "user",
  userId: newId("user", new Date()),
  sessionId: newId("sess", new Date()),
  scopes: [],
  memberships: [],
};
let test: Awaited<ReturnType<typeof startTestProducts>>;
let worker: Awaited<ReturnType<typeof test.subgraph.startWorker>>;
beforeAll(async () => {
  await s3.prepare();
  test = await startTestProducts({ S3_BUCKET: s3.bucket, S3_TIMEOUT_MS: "300" });
  worker = await test.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await test.close();
});

async function create(sizeBytes: number): Promise<Form & { file: { id: string } }> {
  const { data } = await test.graphql(
    `mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) {
      upload { file { id } url fields { name value } } } }`,
    { input: { purpose: "AVATAR", filename: "me.png", contentType: "image/png", sizeBytes } },
    { viewer: mia },
  );
  return (data!["uploadCreate"] as { upload: Form & { file: { id: string } } }).upload;
}

async function complete(fileId: string): Promise<unknown> {
  const { data } = await test.graphql(
    `mutation ($input: UploadCompleteInput!) { uploadComplete(input: $input) { file { status } userErrors { code } } }`,
    { input: { fileId } },
    { viewer: mia },
  );
  return data!["uploadComplete"];
}

async function statusOf(id: string): Promise<unknown> {
  const { data } = await test.graphql("query ($id: ID!) { file(id: $id) { status } }", { id }, { viewer: mia });
  return (data!["file"] as { status: string }).status;
}

const failures = async (id: string) =>
  (
    await test.pool.query<{ attempts: number }>(
      "SELECT attempts FROM graphile_worker._private_jobs WHERE payload->>'fileId' = $1 AND last_error IS NOT NULL",
      [id],
    )
  ).rows.length;

const PENDING = { file: { status: "PENDING" }, userErrors: [] };

it("signs forms while S3 is down, and checks the upload when S3 is back", async () => {
  const bytes = await makePicture("png");
  const heal = await s3.fail({ kind: "unavailable" });
  const form = await create(bytes.length);
  expect((await postForm(form, bytes)).status).toBe(503);
  await heal();
  expect((await postForm(form, bytes)).status).toBe(204);

  const healAgain = await s3.fail({ kind: "unavailable" });
  expect(await complete(form.file.id)).toEqual(PENDING);
  await expect.poll(() => failures(form.file.id), { timeout: 10_000 }).toBe(1);
  expect(await statusOf(form.file.id)).toBe("PENDING");
  await healAgain();
  await expect.poll(() => statusOf(form.file.id), { timeout: 18_000 }).toBe("READY");
  await expect.poll(async () => (await s3.keys(form.file.id)).every((key) => key.startsWith("files/"))).toBe(true);
}, 40_000);

it.each([
  ["does not answer in time", { kind: "slow", ms: 5_000 }],
  ["breaks the connection", { kind: "lostHead" }],
])("leaves it to the check when S3 %s about an upload", async (_, fault) => {
  const bytes = await makePicture("png");
  const form = await create(bytes.length);
  await postForm(form, bytes);
  const heal = await s3.fail({ ...fault, match: `HEAD /${s3.bucket}/incoming/${form.file.id}` });
  expect(await complete(form.file.id)).toEqual(PENDING);
  await heal();
  await expect.poll(() => statusOf(form.file.id), { timeout: 10_000 }).toBe("READY");
});

it("changes nothing when S3 says that nothing is there, so a repeat may succeed", async () => {
  const bytes = await makePicture("png");
  const form = await create(bytes.length);
  await postForm(form, bytes);
  await s3.fail({ kind: "lostHead", answer: "notFound", match: form.file.id, times: 1 });
  expect(await complete(form.file.id)).toEqual({ file: null, userErrors: [{ code: "NOT_UPLOADED" }] });
  expect(await statusOf(form.file.id)).toBe("PENDING");
  expect(await complete(form.file.id)).toEqual(PENDING);
  await expect.poll(() => statusOf(form.file.id), { timeout: 10_000 }).toBe("READY");
});
