import { GetBucketCorsCommand } from "@aws-sdk/client-s3";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId, type UserId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { openTestBucket, postForm } from "../testing/file-storage-probe.ts";
import { GPS_SECRET, HTML, makePicture, makeSidewaysJpeg, SVG } from "../testing/make-picture.ts";
import { countRows } from "../testing/read-stock.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const s3 = openTestBucket();
let test: Awaited<ReturnType<typeof startTestProducts>>;
let worker: Awaited<ReturnType<typeof test.subgraph.startWorker>>;
beforeAll(async () => {
  test = await startTestProducts({ S3_BUCKET: s3.bucket, S3_TIMEOUT_MS: "500" });
  worker = await test.subgraph.startWorker();
  // What a worker does at its start: until then there is no bucket to post to.
  await vi.waitFor(() => s3.s3.send(new GetBucketCorsCommand({ Bucket: s3.bucket })), 15_000);
});
afterAll(async () => {
  await worker.stop();
  await test.close();
});

const aPerson = (): Viewer & { userId: UserId } => ({
  kind: "user",
  userId: newId("user", new Date()),
  sessionId: newId("sess", new Date()),
  scopes: [],
  memberships: [],
});
const mia = aPerson();

const FILE = `id status purpose contentType sizeBytes filename width height rejectionReason createdAt
  webp: url(width: 100) avif: url(width: 100, format: AVIF) largest: url`;
interface FileAnswer {
  id: string;
  status: string;
  webp: string;
  avif: string;
  largest: string;
  rejectionReason: string | null;
}
interface UserErrorAnswer {
  code: string;
  field: string[] | null;
}

async function create(input: object, viewer: Viewer = mia) {
  const { data, errors } = await test.graphql(
    `mutation ($input: UploadCreateInput!) { uploadCreate(input: $input) {
      upload { file { ${FILE} } url fields { name value } expiresAt } userErrors { code field message } } }`,
    { input: { purpose: "PRODUCT_MEDIA", filename: "shop window.jpg", contentType: "image/jpeg", ...input } },
    { viewer },
  );
  return { errors, ...(data?.["uploadCreate"] as { upload: Upload; userErrors: UserErrorAnswer[] }) };
}
interface Upload {
  file: FileAnswer;
  url: string;
  fields: { name: string; value: string }[];
  expiresAt: string;
}

async function onFile(mutation: "uploadComplete" | "fileDelete", fileId: string, viewer: Viewer = mia) {
  const answer = mutation === "uploadComplete" ? `file { ${FILE} }` : "deletedFileId";
  const input = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, errors } = await test.graphql(
    `mutation ($input: ${input}!) { ${mutation}(input: $input) { ${answer} userErrors { code field } } }`,
    { input: { fileId } },
    { viewer },
  );
  return {
    errors,
    ...(data?.[mutation] as { file?: FileAnswer; deletedFileId?: string; userErrors: UserErrorAnswer[] }),
  };
}
const complete = (fileId: string, viewer?: Viewer) => onFile("uploadComplete", fileId, viewer);

async function look(id: string, viewer: Viewer = mia): Promise<FileAnswer | null> {
  const { data } = await test.graphql(`query ($id: ID!) { file(id: $id) { ${FILE} } }`, { id }, { viewer });
  return data!["file"] as FileAnswer | null;
}

/** Waits until the file has been decided on. */
async function decided(id: string): Promise<FileAnswer> {
  await expect.poll(async () => (await look(id))!.status, { timeout: 18_000 }).not.toBe("PENDING");
  return (await look(id))!;
}

async function upload(bytes: Uint8Array, input: object = {}, viewer?: Viewer): Promise<string> {
  const { upload: form } = await create({ sizeBytes: bytes.length, ...input }, viewer);
  expect((await postForm(form, bytes)).status).toBe(204);
  return form.file.id;
}

it("turns a photo from a phone into upright WebP and AVIF in several widths, with nothing of where it was taken", async () => {
  const bytes = await makeSidewaysJpeg(600, 900);
  const { upload: form } = await create({ sizeBytes: bytes.length, filename: "Mia's shop.jpg" });
  expect(form.file).toMatchObject({
    status: "PENDING",
    sizeBytes: bytes.length,
    filename: "Mia's shop.jpg",
    webp: null,
  });
  expect(Date.parse(form.expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
  expect(form.url).toBe(s3.url);

  expect((await postForm(form, bytes)).status).toBe(204);
  const [uploaded] = await s3.keys(form.file.id);
  expect((await fetch(`${s3.url}/${uploaded}`)).status).toBe(403); // nobody sees what nobody has checked
  expect(await complete(form.file.id)).toMatchObject({ file: { id: form.file.id }, userErrors: [] });

  const file = await decided(form.file.id);
  expect(file).toMatchObject({
    status: "READY",
    width: 600,
    height: 900,
    contentType: "image/jpeg",
    rejectionReason: null,
  });
  for (const [url, type, width] of [
    [file.webp, "image/webp", 160],
    [file.avif, "image/avif", 160],
    [file.largest, "image/webp", 600],
  ] as const) {
    const response = await fetch(url);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const kept = Buffer.from(await response.arrayBuffer());
    expect(kept.includes(GPS_SECRET)).toBe(false);
    const { exif, ...found } = await sharp(kept).metadata();
    expect([exif, found.width, found.height]).toEqual([undefined, width, (width * 3) / 2]);
  }
  const names = async () => (await s3.keys(file.id)).map((key) => key.replace(/^.*\//, ""));
  await expect
    .poll(names, { timeout: 5_000 })
    .toEqual(["160.avif", "160.webp", "480.avif", "480.webp", "600.avif", "600.webp"]);
});

it.each([
  ["HTML that is called a picture", HTML, "WRONG_CONTENT"],
  ["SVG that is called a picture", SVG, "WRONG_CONTENT"],
  ["a picture that is cut off", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"), "UNREADABLE"],
])("rejects %s and keeps nothing of it", async (_, bytes, rejectionReason) => {
  const id = await upload(bytes, { contentType: "image/png", filename: "photo.png" });
  await complete(id);
  expect(await decided(id)).toMatchObject({ status: "REJECTED", rejectionReason, largest: null, width: null });
  await expect.poll(() => s3.keys(id)).toEqual([]);
});

it("rejects a picture with more pixels than anyone shows", async () => {
  const id = await upload(await makePicture("png", { width: 12_001, height: 3_000 }), { contentType: "image/png" });
  await complete(id);
  expect(await decided(id)).toMatchObject({ status: "REJECTED", rejectionReason: "TOO_MANY_PIXELS" });
  await expect.poll(() => s3.keys(id)).toEqual([]);
});

it("signs nothing for what is not taken, and says everything that is wrong", async () => {
  const before = await countRows(test.pool, "files");
  const refused = await create({ contentType: "image/svg+xml", filename: "a\0b", sizeBytes: 10 * 1_024 * 1_024 + 1 });
  expect(refused.upload).toBeNull();
  expect(refused.userErrors.map(({ code, field }) => [code, field])).toEqual([
    ["INVALID_FILENAME", ["filename"]],
    ["UNSUPPORTED_TYPE", ["contentType"]],
    ["INVALID_SIZE", ["sizeBytes"]],
  ]);
  const largest = await create({ sizeBytes: 10 * 1_024 * 1_024 });
  expect(largest.userErrors).toEqual([]);
  expect(await countRows(test.pool, "files")).toBe(before + 1);
});

it("takes exactly what was declared: no byte more or less, no other key, type or field", async () => {
  const bytes = await makePicture("png");
  const { upload: form } = await create({ sizeBytes: bytes.length, contentType: "image/png" });
  const { upload: other } = await create({ sizeBytes: bytes.length, contentType: "image/png" }, aPerson());
  const keyOf = ({ fields }: Upload) => fields.find(({ name }) => name === "key")!.value;
  expect((await postForm(form, Buffer.concat([bytes, Buffer.alloc(1)]))).status).toBe(400);
  expect((await postForm(form, bytes.subarray(1))).status).toBe(400);
  for (const changed of [
    { key: keyOf(other) },
    { key: "files/mine.png" },
    { "Content-Type": "text/html" },
    { bucket: "plexus-media" },
  ]) {
    expect((await postForm(form, bytes, { changed })).status).toBe(403);
  }
  const withRedirect = { ...form, fields: [...form.fields, { name: "x-amz-meta-a", value: "b" }] };
  expect((await postForm(withRedirect, bytes)).status).toBe(403);
  expect([...(await s3.keys(form.file.id)), ...(await s3.keys(other.file.id))]).toEqual([]);
  expect(await complete(form.file.id)).toMatchObject({
    file: null,
    userErrors: [{ code: "NOT_UPLOADED", field: ["fileId"] }],
  });
  expect((await postForm(form, bytes)).status).toBe(204);
  await complete(form.file.id);
  expect((await decided(form.file.id)).status).toBe("READY");
});

it("checks a file once, however often it is completed, and answers each with it", async () => {
  const id = await upload(await makePicture("jpeg"));
  const answers = await Promise.all(Array.from({ length: 5 }, () => complete(id)));
  expect(answers.map(({ file, userErrors }) => [file?.id, userErrors])).toEqual(answers.map(() => [id, []]));
  const file = await decided(id);
  await expect.poll(async () => (await s3.keys(id)).some((key) => key.startsWith("incoming/"))).toBe(false);
  const keys = await s3.keys(id);
  expect(await complete(id)).toMatchObject({ file, userErrors: [] });
  expect(await s3.keys(id)).toEqual(keys);
});

it("knows no file of another person, as if there were none, and does nothing to it", async () => {
  const id = await upload(await makePicture("jpeg"));
  const stored = async () => (await test.pool.query("SELECT * FROM files WHERE id = $1", [id])).rows[0] as object;
  const before = await stored();
  const unknown = newId("file", new Date());
  for (const mutation of ["uploadComplete", "fileDelete"] as const) {
    const answers = await Promise.all([id, unknown, "nonsense"].map((fileId) => onFile(mutation, fileId, aPerson())));
    for (const { userErrors, file, deletedFileId } of answers) {
      expect(userErrors).toEqual([{ code: "NOT_FOUND", field: ["fileId"] }]);
      expect(file ?? deletedFileId ?? null).toBeNull();
    }
  }
  expect(await look(id, aPerson())).toBeNull();
  expect(await look(id, { kind: "guest" })).toBeNull();
  expect(await stored()).toEqual(before);
  expect(await s3.keys(id)).toEqual([`incoming/${id}/original`]);
});

it("lets guests do nothing", async () => {
  const before = await countRows(test.pool, "files");
  const guest: Viewer = { kind: "guest" };
  const answers = [
    await create({ sizeBytes: 10 }, guest),
    await complete("file_x", guest),
    await onFile("fileDelete", "file_x", guest),
  ];
  expect(answers.map(({ errors }) => errors?.[0]?.extensions?.["code"])).toEqual(answers.map(() => "UNAUTHENTICATED"));
  expect(await countRows(test.pool, "files")).toBe(before);
});

it("deletes one's own file: at once for everyone, then its objects; a repeat is harmless", async () => {
  const id = await upload(await makePicture("jpeg"));
  await complete(id);
  await decided(id);
  expect(await onFile("fileDelete", id)).toMatchObject({ deletedFileId: id, userErrors: [] });
  expect(await look(id)).toBeNull();
  expect(await complete(id)).toMatchObject({ userErrors: [{ code: "NOT_FOUND" }] });
  expect(await onFile("fileDelete", id)).toMatchObject({ deletedFileId: id, userErrors: [] });
  await expect.poll(() => s3.keys(id), { timeout: 10_000 }).toEqual([]);
});

it("looks any number of files up by one statement, and shows each to whom it may be shown", async () => {
  const ids = await Promise.all(
    Array.from({ length: 5 }, async () => (await create({ sizeBytes: 10 })).upload.file.id),
  );
  const lookUp = (viewer: Viewer) =>
    test.graphql(
      "query ($of: [_Any!]!) { _entities(representations: $of) { ... on File { id status } } }",
      { of: [...ids, newId("file", new Date()), "nonsense"].map((id) => ({ __typename: "File", id, ownerId: "x" })) },
      { viewer },
    );
  const pending = ids.map((id) => ({ id, status: "PENDING" }));
  const statements = await countQueries(test.databaseUrl, async () => {
    expect((await lookUp(mia)).data!["_entities"]).toEqual([...pending, null, null]);
  });
  expect(statements).toBe(1);
  expect((await lookUp(aPerson())).data!["_entities"]).toEqual([...ids.map(() => null), null, null]);
});

it("lets pages of any origin post in development", async () => {
  const preflight = await fetch(s3.url, {
    method: "OPTIONS",
    headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
  });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
});
