import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { postForm, presignPost } from "./test-presigned-post.ts";
import type { Condition, FormFile } from "./test-presigned-post.ts";
import { errorCode, sendRaw, startTestStandIn } from "./test-stand-in.ts";
import type { RawAnswer, TestStandIn } from "./test-stand-in.ts";

let standIn: TestStandIn;
const Bucket = "shop";
const MAX_BYTES = 10_000;

// The upload of the design: key and type chosen by the server, size bounded.
const FIELDS = { key: "incoming/u1/file-1", "Content-Type": "image/png" };
const CONDITIONS: readonly Condition[] = [
  { bucket: Bucket },
  { key: FIELDS.key },
  { "Content-Type": FIELDS["Content-Type"] },
  ["content-length-range", 1, MAX_BYTES],
];
const PHOTO: FormFile = { bytes: randomBytes(5_000) };

beforeAll(async () => {
  standIn = await startTestStandIn({ limits: { maxFormBytes: 50_000 } });
  await standIn.client.send(new s3.CreateBucketCommand({ Bucket: "another" }));
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: FIELDS.key })));

async function expectRefusal(answer: RawAnswer, status: number, code: string): Promise<void> {
  expect([answer.status, errorCode(answer)], answer.body).toEqual([status, code]);
  expect(await standIn.contents(Bucket)).toEqual([]);
  expect(await standIn.contents("another")).toEqual([]);
  expect(await standIn.leftovers()).toEqual([]);
  expect(standIn.errors).toEqual([]);
}

const good = () => presignPost({ conditions: CONDITIONS, fields: FIELDS });

it("stores an upload that keeps to its policy, byte for byte, and answers 204", async () => {
  const answer = await postForm(standIn, Bucket, good(), PHOTO);
  expect([answer.status, answer.body]).toEqual([204, ""]);
  expect(answer.headers.etag).toBe(`"${createHash("md5").update(PHOTO.bytes).digest("hex")}"`);
  const got = await standIn.client.send(new s3.GetObjectCommand({ Bucket, Key: FIELDS.key }));
  expect(got).toMatchObject({ ContentType: "image/png", ContentLength: 5_000, ETag: answer.headers.etag });
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(PHOTO.bytes)).toBe(true);
  expect(await standIn.leftovers()).toEqual([]);
});

it("takes the form as AWS's own presigner writes it, with capitals and the bucket as a field", async () => {
  const names = ["policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"];
  const capitalised = Object.entries(good()).map(([name, value]): [string, string] => [
    names.includes(name) ? name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) : name,
    value,
  ]);
  const fields = { bucket: Bucket, ...Object.fromEntries(capitalised) };
  expect(Object.keys(fields)).toContain("X-Amz-Signature");
  expect((await postForm(standIn, Bucket, fields, PHOTO)).status).toBe(204);
});

it("takes the type from the signed field, not from what the browser says of the file", async () => {
  expect((await postForm(standIn, Bucket, good(), { ...PHOTO, type: "text/html", name: "x.html" })).status).toBe(204);
  const head = await standIn.client.send(new s3.HeadObjectCommand({ Bucket, Key: FIELDS.key }));
  expect(head.ContentType).toBe("image/png");
});

it("answers as the form asks: 200, 201 with a document, or a redirect", async () => {
  const post = (name: string, value: string) =>
    postForm(
      standIn,
      Bucket,
      presignPost({ conditions: [...CONDITIONS, { [name]: value }], fields: { ...FIELDS, [name]: value } }),
      PHOTO,
    );
  expect((await post("success_action_status", "200")).status).toBe(200);
  expect((await post("success_action_status", "404")).status).toBe(204);
  const created = await post("success_action_status", "201");
  expect(created.status).toBe(201);
  expect(created.body).toContain("<PostResponse><Location>/shop/incoming/u1/file-1</Location><Bucket>shop</Bucket>");
  const redirected = await post("success_action_redirect", "https://shop.example/done?a=b");
  expect(redirected.status).toBe(303);
  expect(redirected.headers.location).toMatch(
    /^https:\/\/shop\.example\/done\?a=b&bucket=shop&key=incoming%2Fu1%2Ffile-1&etag=/,
  );
  expect((await post("success_action_redirect", "javascript:alert(1)")).status).toBe(204);
});

it("stores metadata, cache headers and a public ACL when the policy names them", async () => {
  const more = { "x-amz-meta-owner": "u1", "Cache-Control": "no-store", acl: "public-read" };
  const conditions = [...CONDITIONS, ...Object.entries(more).map(([name, value]) => ({ [name]: value }))];
  const fields = presignPost({ conditions, fields: { ...FIELDS, ...more } });
  expect((await postForm(standIn, Bucket, fields, PHOTO)).status).toBe(204);
  const anonymous = await sendRaw(standIn, { method: "HEAD", path: `/${Bucket}/${FIELDS.key}` });
  expect(anonymous.headers).toMatchObject({ "x-amz-meta-owner": "u1", "cache-control": "no-store" });
});

it("puts the file's name, without its folders, where the key says ${filename}", async () => {
  const conditions = [{ bucket: Bucket }, ["starts-with", "$key", "incoming/"]] as const;
  const fields = presignPost({ conditions, fields: { key: "incoming/${filename}" } });
  const answer = await postForm(standIn, Bucket, fields, { ...PHOTO, name: "C:\\pictures\\$& ü.png" });
  expect(answer.headers.location).toBe("/shop/incoming/%24%26%20%C3%BC.png");
  await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "incoming/$& ü.png" }));
});

it("ignores fields after the file and those that are declared to be ignored", async () => {
  const fields = { "x-ignore-me": "x", ...good() };
  const after = { acl: "public-read", key: "elsewhere", "Content-Type": "text/html" };
  expect((await postForm(standIn, Bucket, fields, PHOTO, after)).status).toBe(204);
  const head = await standIn.client.send(new s3.HeadObjectCommand({ Bucket, Key: FIELDS.key }));
  expect(head.ContentType).toBe("image/png");
  expect((await sendRaw(standIn, { method: "GET", path: `/${Bucket}/${FIELDS.key}` })).status).toBe(403);
  expect(await standIn.contents(Bucket)).toHaveLength(1);
});

it.each([
  ["another key", { key: "incoming/u2/file-1" }],
  ["a key that climbs", { key: "incoming/u1/../../products/1" }],
  ["another type", { "Content-Type": "text/html" }],
  ["a field that the policy does not name", { acl: "public-read" }],
  ["metadata that the policy does not name", { "x-amz-meta-owner": "admin" }],
  ["a redirect that the policy does not name", { success_action_redirect: "https://evil.example" }],
  ["another bucket in a field", { bucket: "another" }],
])("refuses a form changed to %s", async (_what, change) => {
  await expectRefusal(await postForm(standIn, Bucket, { ...good(), ...change }, PHOTO), 403, "AccessDenied");
});

it.each([
  ["zeroed", "0".repeat(64)],
  ["empty", ""],
  ["cut", "abc"],
])("refuses a %s signature", async (_what, signature) => {
  const forged = { ...good(), "x-amz-signature": signature };
  await expectRefusal(await postForm(standIn, Bucket, forged, PHOTO), 403, "SignatureDoesNotMatch");
});

it("refuses a policy that was rewritten, signed with another secret, or taken to another bucket", async () => {
  const fields = good();
  const policy = Buffer.from(fields["policy"] ?? "", "base64").toString();
  const rewritten = { ...fields, policy: Buffer.from(policy.replace("10000", "90000")).toString("base64") };
  await expectRefusal(await postForm(standIn, Bucket, rewritten, PHOTO), 403, "SignatureDoesNotMatch");
  const guessed = presignPost({ conditions: CONDITIONS, fields: FIELDS, secretAccessKey: "guess" });
  await expectRefusal(await postForm(standIn, Bucket, guessed, PHOTO), 403, "SignatureDoesNotMatch");
  await expectRefusal(await postForm(standIn, "another", good(), PHOTO), 403, "AccessDenied");
  const anyBucket = presignPost({ conditions: CONDITIONS.slice(1), fields: FIELDS });
  await expectRefusal(await postForm(standIn, Bucket, anyBucket, PHOTO), 403, "AccessDenied");
});

it("refuses an expired policy, and a signature of another week", async () => {
  const conditions = CONDITIONS;
  const expired = presignPost({ conditions, fields: FIELDS, expiresAt: new Date(Date.now() - 1_000) });
  await expectRefusal(await postForm(standIn, Bucket, expired, PHOTO), 403, "AccessDenied");
  const day = 24 * 60 * 60_000;
  for (const offset of [-7 * day - 60_000, day]) {
    const signedAt = new Date(Date.now() + offset);
    const stale = presignPost({ conditions, fields: FIELDS, signedAt, expiresAt: new Date(Date.now() + 60_000) });
    await expectRefusal(await postForm(standIn, Bucket, stale, PHOTO), 403, "AccessDenied");
  }
});

it("holds the file to the size range", async () => {
  const tooLarge = { bytes: randomBytes(MAX_BYTES + 1) };
  await expectRefusal(await postForm(standIn, Bucket, good(), tooLarge), 400, "EntityTooLarge");
  await expectRefusal(await postForm(standIn, Bucket, good(), { bytes: Buffer.alloc(0) }), 400, "EntityTooSmall");
  expect((await postForm(standIn, Bucket, good(), { bytes: randomBytes(MAX_BYTES) })).status).toBe(204);
});

it("refuses a form above the cap by its announced size, before any of it is sent", async () => {
  const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": "50001" };
  const options = { host: "127.0.0.1", port: standIn.port, method: "POST", path: "/shop", headers };
  const outgoing = httpRequest(options);
  outgoing.flushHeaders();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  expect(answer.statusCode).toBe(400);
  expect(await text(answer)).toContain("<Code>EntityTooLarge</Code>");
  outgoing.destroy();
});

it.each([
  ["the algorithm", "x-amz-algorithm", "AWS4-HMAC-SHA1", 400, "InvalidArgument"],
  ["the key id", "x-amz-credential", "AKIDOTHER/20261122/eu-central-1/s3/aws4_request", 403, "InvalidAccessKeyId"],
  [
    "the region",
    "x-amz-credential",
    "AKIDTEST/20261122/us-east-1/s3/aws4_request",
    400,
    "AuthorizationHeaderMalformed",
  ],
  [
    "the service",
    "x-amz-credential",
    "AKIDTEST/20261122/eu-central-1/iam/aws4_request",
    400,
    "AuthorizationHeaderMalformed",
  ],
  ["the day", "x-amz-date", "20200101T000000Z", 400, "AuthorizationHeaderMalformed"],
  ["the date's form", "x-amz-date", "yesterday", 400, "InvalidArgument"],
])("refuses a form with %s changed", async (_what, name, value, status, code) => {
  await expectRefusal(await postForm(standIn, Bucket, { ...good(), [name]: value }, PHOTO), status, code);
});

it.each(["policy", "x-amz-signature"])("takes a form without %s for anonymous", async (name) => {
  const fields = Object.fromEntries(Object.entries(good()).filter(([field]) => field !== name));
  await expectRefusal(await postForm(standIn, Bucket, fields, PHOTO), 403, "AccessDenied");
});

it.each(["x-amz-algorithm", "x-amz-credential", "x-amz-date"])("refuses a form without %s", async (name) => {
  const fields = Object.fromEntries(Object.entries(good()).filter(([field]) => field !== name));
  await expectRefusal(await postForm(standIn, Bucket, fields, PHOTO), 400, "InvalidArgument");
});

it("refuses a form without key, without file, or with a field given twice in any case", async () => {
  const keyless = presignPost({ conditions: [{ bucket: Bucket }], fields: {} });
  await expectRefusal(await postForm(standIn, Bucket, keyless, PHOTO), 400, "InvalidArgument");
  await expectRefusal(await postForm(standIn, Bucket, good(), null), 400, "InvalidArgument");
  await expectRefusal(await postForm(standIn, Bucket, { ...good(), file: "text" }, null), 400, "InvalidArgument");
  for (const name of ["key", "KEY", "content-type"]) {
    const twice = [...Object.entries(good()), [name, FIELDS.key]] as const;
    await expectRefusal(await postForm(standIn, Bucket, twice, PHOTO), 400, "InvalidArgument");
  }
});

it("refuses a pile of fields, and values that could break a header", async () => {
  const pile = { ...good(), "x-ignore-pile": "x".repeat(20_000) };
  await expectRefusal(await postForm(standIn, Bucket, pile, PHOTO), 400, "MaxPostPreDataLengthExceeded");
  for (const value of ["a\r\nset-cookie: x", "日本"]) {
    const conditions = [...CONDITIONS, ["starts-with", "$x-amz-meta-note", ""] as const];
    const fields = presignPost({ conditions, fields: { ...FIELDS, "x-amz-meta-note": value } });
    await expectRefusal(await postForm(standIn, Bucket, fields, PHOTO), 400, "InvalidArgument");
  }
});

it.each([
  ["no body", ""],
  ["no end", "--b\r\ncontent-disposition: form-data; name=key\r\n\r\nx"],
  ["noise", "x".repeat(1_000)],
])("refuses a malformed form: %s", async (_what, body) => {
  const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": String(body.length) };
  const answer = await sendRaw(standIn, { method: "POST", path: "/shop", headers, body });
  await expectRefusal(answer, 400, "MalformedPOSTRequest");
});

it("refuses a form of unknown length and a body that is no form", async () => {
  const headers = { "content-type": "multipart/form-data; boundary=b", "transfer-encoding": "chunked" };
  const hidden = await sendRaw(standIn, { method: "POST", path: "/shop", headers, body: "--b--" });
  await expectRefusal(hidden, 411, "MissingContentLength");
  const json = { "content-type": "application/json", "content-length": "2" };
  const other = await sendRaw(standIn, { method: "POST", path: "/shop", headers: json, body: "{}" });
  await expectRefusal(other, 403, "AccessDenied");
});
