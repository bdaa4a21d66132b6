import { createHash } from "node:crypto";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ACCOUNT, errorCode, presign, sendRaw, signHeaders, startTestStandIn } from "./test-stand-in.ts";
import type { TestStandIn } from "./test-stand-in.ts";

let standIn: TestStandIn;
let before: string[];
const Bucket = "shop";
const NOW = new Date();

beforeAll(async () => {
  standIn = await startTestStandIn({ limits: { maxObjectBytes: 100_000 } });
  await standIn.client.send(new s3.PutObjectCommand({ Bucket, Key: "secret", Body: "private" }));
  before = await standIn.contents(Bucket);
});
afterAll(() => standIn.stop());

async function expectNothingChanged(): Promise<void> {
  expect(await standIn.contents(Bucket)).toEqual(before);
  expect(await standIn.leftovers()).toEqual([]);
  expect(standIn.errors).toEqual([]);
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it.each([
  ["a wrong secret", { credentials: { ...ACCOUNT, secretAccessKey: "guess" } }, "SignatureDoesNotMatch", 403],
  ["an unknown access key", { credentials: { ...ACCOUNT, accessKeyId: "AKIDOTHER" } }, "InvalidAccessKeyId", 403],
  ["another region", { region: "us-east-1" }, "AuthorizationHeaderMalformed", 400],
  ["a session token", { credentials: { ...ACCOUNT, sessionToken: "t" } }, "InvalidToken", 400],
])("refuses a client with %s, reading and writing", async (_what, config, name, httpStatusCode) => {
  const intruder = standIn.newClient(config);
  const refusal = { name, $metadata: { httpStatusCode } };
  await expect(intruder.send(new s3.GetObjectCommand({ Bucket, Key: "secret" }))).rejects.toMatchObject(refusal);
  await expect(intruder.send(new s3.PutObjectCommand({ Bucket, Key: "x", Body: "x" }))).rejects.toMatchObject(refusal);
  await expectNothingChanged();
});

it.each([
  ["GET", "/", 403],
  ["GET", "/shop", 403],
  ["GET", "/shop?list-type=2", 403],
  ["GET", "/shop/secret", 403],
  ["HEAD", "/shop/secret", 403],
  ["GET", "/shop/missing", 403],
  ["GET", "/no-such-bucket/x", 403],
  ["HEAD", "/shop", 403],
  ["GET", "/shop?policy", 403],
  ["PUT", "/shop/x", 403],
  ["PUT", "/shop/secret?acl", 403],
  ["PUT", "/new-bucket", 403],
  ["PUT", "/shop?policy", 403],
  ["DELETE", "/shop/secret", 403],
  ["DELETE", "/shop", 403],
  ["POST", "/shop?delete", 403],
  ["POST", "/shop", 403],
  ["POST", "/shop/secret?uploads", 403],
  ["PATCH", "/shop/secret", 403],
])("refuses %s %s to anyone without keys", async (method, path, status) => {
  const headers: Record<string, string> = { "x-amz-acl": "public-read", "content-length": "4" };
  const answer = await sendRaw(standIn, { method, path, headers, body: "evil" });
  expect(answer.status).toBe(status);
  if (method !== "HEAD") expect(errorCode(answer)).toBe("AccessDenied");
  await expectNothingChanged();
});

it("refuses a signature that is zeroed, cut, or moved to another method, key, query or header", async () => {
  const signed = await signHeaders(standIn, { method: "GET", path: "/shop/secret" });
  const ok = await sendRaw(standIn, { method: "GET", path: "/shop/secret", headers: signed });
  expect([ok.status, ok.body]).toEqual([200, "private"]);

  const authorization = signed["authorization"] ?? "";
  const withAuthorization = (text: string) => ({ ...signed, authorization: text });
  const forged = [
    { path: "/shop/secret", headers: withAuthorization(authorization.replace(/[0-9a-f]{64}$/, "0".repeat(64))) },
    { path: "/shop/secret", headers: withAuthorization(authorization.slice(0, -1)) },
    { path: "/shop/secret", headers: withAuthorization(authorization.replace(/Signature=.*/, "Signature=x")) },
    { path: "/shop/secreT", headers: signed },
    { path: "/shop//secret", headers: signed },
    { path: "/shop/x/../secret", headers: signed },
    { path: "/shop/secret?response-content-type=text/html", headers: signed },
    { path: "/shop/secret", headers: { ...signed, "x-amz-date": "20200101T000000Z" } },
    { path: "/shop/secret", headers: { ...signed, "x-amz-content-sha256": sha256("other") } },
    { path: "/shop/secret", headers: { ...signed, host: "elsewhere" } },
    { path: "/shop/secret", headers: { ...signed, "x-amz-acl": "public-read" } },
  ];
  for (const { path, headers } of forged) {
    expect((await sendRaw(standIn, { method: "GET", path, headers })).status, path).toBe(403);
  }
  for (const method of ["PUT", "DELETE", "HEAD"]) {
    expect((await sendRaw(standIn, { method, path: "/shop/secret", headers: signed })).status, method).toBe(403);
  }
  await expectNothingChanged();
});

it.each([
  ["Basic dTpw", "InvalidRequest"],
  ["AWS AKIDTEST:c2lnbmF0dXJl", "InvalidRequest"],
  ["AWS4-HMAC-SHA256", "AuthorizationHeaderMalformed"],
  ["AWS4-HMAC-SHA256 Credential=AKIDTEST, SignedHeaders=host, Signature=0", "AuthorizationHeaderMalformed"],
])("never takes the unreadable authorization %j for an anonymous request", async (authorization, code) => {
  const answer = await sendRaw(standIn, { method: "GET", path: "/shop/secret", headers: { authorization } });
  expect([answer.status, errorCode(answer)]).toEqual([400, code]);
});

it("refuses a request signed long ago or ahead of time, to the second", async () => {
  let clock = Date.now();
  const other = await startTestStandIn({ now: () => new Date(clock) });
  try {
    const askAt = async (offsetMs: number): Promise<string | undefined> => {
      const own = await signHeaders(other, { method: "GET", path: "/shop/secret" });
      const date = String(own["x-amz-date"]).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z");
      clock = new Date(date).getTime() + offsetMs;
      return errorCode(await sendRaw(other, { method: "GET", path: "/shop/secret", headers: own }));
    };
    expect(await askAt(15 * 60_000)).toBe("NoSuchKey");
    expect(await askAt(-15 * 60_000)).toBe("NoSuchKey");
    expect(await askAt(15 * 60_000 + 1)).toBe("RequestTimeTooSkewed");
    expect(await askAt(-15 * 60_000 - 1)).toBe("RequestTimeTooSkewed");
  } finally {
    await other.stop();
  }
});

it("serves presigned URLs until they expire, and only as they were signed", async () => {
  const good = await presign(standIn, { method: "GET", path: "/shop/secret" }, { expiresIn: 60 });
  expect((await sendRaw(standIn, { method: "GET", path: good })).body).toBe("private");

  const signingDate = new Date(NOW.getTime() - 61_000);
  const late = await presign(standIn, { method: "GET", path: "/shop/secret" }, { expiresIn: 60, signingDate });
  const future = new Date(NOW.getTime() + 16 * 60_000);
  const early = await presign(standIn, { method: "GET", path: "/shop/secret" }, { expiresIn: 60, signingDate: future });
  const forged = [
    late,
    early,
    good.replace("/shop/secret", "/shop/other"),
    good.replace("X-Amz-Expires=60", "X-Amz-Expires=600"),
    good.replace(/X-Amz-Signature=[0-9a-f]{64}/, `X-Amz-Signature=${"0".repeat(64)}`),
    `${good}&response-content-type=text%2Fhtml`,
    `${good}&x-amz-acl=public-read`,
  ];
  for (const path of forged) expect((await sendRaw(standIn, { method: "GET", path })).status, path).toBe(403);
  for (const path of [
    good.replace(/&?X-Amz-Signature=[0-9a-f]+/, ""),
    good.replace(/&?X-Amz-Expires=60/, ""),
    good.replace("X-Amz-Expires=60", "X-Amz-Expires=999999"),
    `${good}&X-Amz-Expires=600`,
    good.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
  ]) {
    const answer = await sendRaw(standIn, { method: "GET", path });
    expect([answer.status, errorCode(answer)], path).toEqual([400, "AuthorizationQueryParametersError"]);
  }
  const both = await sendRaw(standIn, { method: "GET", path: good, headers: { authorization: "AWS4-HMAC-SHA256" } });
  expect(errorCode(both)).toBe("InvalidArgument");
  await expectNothingChanged();
});

it("takes a presigned PUT with what its query says about the object", async () => {
  const query = { "x-amz-meta-owner": "u1", "x-amz-checksum-crc32": "AAAAAA==" };
  const path = await presign(standIn, { method: "PUT", path: "/shop/presigned", query }, { expiresIn: 60 });
  const headers = { "content-type": "image/png", "content-length": "5" };
  expect((await sendRaw(standIn, { method: "PUT", path, headers, body: "hello" })).status).toBe(200);
  const head = await standIn.client.send(new s3.HeadObjectCommand({ Bucket, Key: "presigned" }));
  expect(head).toMatchObject({ ContentType: "image/png", Metadata: { owner: "u1" }, ContentLength: 5 });
  const smuggled = { ...headers, "x-amz-acl": "public-read" };
  expect((await sendRaw(standIn, { method: "PUT", path, headers: smuggled, body: "hello" })).status).toBe(403);
  await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "presigned" }));
  await expectNothingChanged();
});
