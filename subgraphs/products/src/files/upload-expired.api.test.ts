import { afterAll, expect, it, vi } from "vitest";
import { newId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { minutes } from "#platform/time/duration.ts";
import { type Form, openTestBucket, postForm } from "../testing/file-storage-probe.ts";
import { makePicture } from "../testing/make-picture.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { countJobs, readFile } from "../testing/store-file.ts";

// No worker runs here: whatever it asked S3 in the wrong time would make the client set its clock right.
const s3 = openTestBucket();
await s3.prepare();
const test = await startTestProducts({ S3_BUCKET: s3.bucket });
afterAll(() => test.close());

it("takes no form after ten minutes, and says that it is too late", async () => {
  const bytes = await makePicture("png");
  const viewer: Viewer = {
    kind: "user",
    userId: newId("user", new Date()),
    sessionId: newId("sess", new Date()),
    scopes: [],
    memberships: [],
  };
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - minutes(10) - 1_000 });
  const created = await test
    .graphql(
      `mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) {
        upload { file { id } url fields { name value } } } }`,
      { input: { purpose: "AVATAR", filename: "me.png", contentType: "image/png", sizeBytes: bytes.length } },
      { viewer },
    )
    .finally(() => vi.useRealTimers());
  const { upload } = created.data!["uploadCreate"] as { upload: Form & { file: { id: string } } };
  const before = await readFile(test.pool, upload.file.id);

  expect((await postForm(upload, bytes)).status).toBe(403);
  expect(await s3.keys(upload.file.id)).toEqual([]);
  const completed = await test.graphql(
    `mutation ($input: UploadCompleteInput!) { uploadComplete(input: $input) { file { id } userErrors { code field } } }`,
    { input: { fileId: upload.file.id } },
    { viewer },
  );
  expect(completed.data!["uploadComplete"]).toEqual({
    file: null,
    userErrors: [{ code: "UPLOAD_EXPIRED", field: ["fileId"] }],
  });
  expect(await readFile(test.pool, upload.file.id)).toEqual(before);
  expect(await countJobs(test.pool, "products.check-upload", upload.file.id)).toBe(0);
});
