import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { errorCode, sendRaw, signHeaders, startTestStandIn } from "./test-stand-in.ts";
import type { TestStandIn } from "./test-stand-in.ts";

let standIn: TestStandIn;
let before: string[];
const Bucket = "shop";

beforeAll(async () => {
  standIn = await startTestStandIn();
  await standIn.client.send(new s3.PutObjectCommand({ Bucket, Key: "secret", Body: "private" }));
  before = await standIn.contents(Bucket);
});
afterAll(() => standIn.stop());

async function expectNothingChanged(): Promise<void> {
  expect(await standIn.contents(Bucket)).toEqual(before);
  expect(await standIn.leftovers()).toEqual([]);
  expect(standIn.errors).toEqual([]);
}

it("keeps hostile keys as keys: all are stored apart, none becomes a path", async () => {
  const keys = [
    "../../../../etc/passwd",
    "..",
    "a/../b",
    "/absolute",
    "a//b",
    "C:\\windows\\x",
    "nul\u0000byte",
    ".hidden",
    "%2e%2e%2f",
    "CON",
    "Case",
    "case",
    "x".repeat(1_024),
  ];
  for (const Key of keys) await standIn.client.send(new s3.PutObjectCommand({ Bucket, Key, Body: Key }));
  for (const Key of keys) {
    const { Body } = await standIn.client.send(new s3.GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe(Key);
  }
  expect(await standIn.contents(Bucket)).toHaveLength(keys.length + 1);
  const files = await readdir(`${standIn.dataDir}/buckets/shop/objects`, { recursive: true });
  const names = files.filter((name) => name.includes("."));
  expect(names).toHaveLength(2 * (keys.length + 1));
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{64}(\.json|\.[0-9a-f-]{36}\.blob)$/);
  expect(await readdir(standIn.dataDir)).toEqual(["buckets", "incoming"]);
  expect(await readdir(join(standIn.dataDir, ".."))).toEqual(["data"]);

  const tooLong = new s3.PutObjectCommand({ Bucket, Key: "x".repeat(1_025), Body: "x" });
  await expect(standIn.client.send(tooLong)).rejects.toMatchObject({ name: "KeyTooLongError" });
  const Objects = keys.map((Key) => ({ Key })).filter(({ Key }) => !Key.includes("\u0000"));
  await standIn.client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "nul\u0000byte" }));
  await expectNothingChanged();
});

it.each(["UPPER", "ab", "a..b", "-ab", "192.168.1.1", "..%2Fescape", "under_score"])(
  "refuses the bucket name %j",
  async (name) => {
    const headers = await signHeaders(standIn, { method: "PUT", path: `/${decodeURIComponent(name)}` });
    const answer = await sendRaw(standIn, { method: "PUT", path: `/${name}`, headers });
    expect(answer.status).toBe(name.includes("%2F") ? 404 : 400);
    const { Buckets = [] } = await standIn.client.send(new s3.ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual(["shop"]);
    expect(await readdir(`${standIn.dataDir}/buckets`)).toEqual(["shop"]);
  },
);

it.each([
  ["metadata above 2 KB", { Metadata: { a: "x".repeat(2_048) } }, "MetadataTooLarge"],
  ["an unknown ACL", { ACL: "everyone" as "private" }, "NotImplemented"],
])("refuses an object with %s", async (_what, more, name) => {
  const put = new s3.PutObjectCommand({ Bucket, Key: "x", Body: "x", ...more });
  await expect(standIn.client.send(put)).rejects.toMatchObject({ name });
  await expectNothingChanged();
});

it.each(["<Delete>", "not xml", "<Delete></Delete>", "<Delete><Object><Key></Key></Object></Delete>", "<Other/>"])(
  "refuses the multi-delete body %j",
  async (body) => {
    const md5 = createHash("md5").update(body).digest("base64");
    const query = { delete: "" };
    const headers = await signHeaders(standIn, {
      method: "POST",
      path: "/shop",
      query,
      headers: { "content-md5": md5 },
    });
    const sent = { ...headers, "content-length": String(body.length) };
    const answer = await sendRaw(standIn, { method: "POST", path: "/shop?delete=", headers: sent, body });
    expect([answer.status, errorCode(answer)]).toEqual([400, "MalformedXML"]);
    await expectNothingChanged();
  },
);

it("answers errors as S3 does: XML with code, resource and request id; a HEAD without a body", async () => {
  const answer = await sendRaw(standIn, { method: "GET", path: "/shop/a%26b" });
  expect(answer.headers["content-type"]).toBe("application/xml");
  expect(answer.body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message>' +
      `<Resource>/shop/a%26b</Resource><RequestId>${String(answer.headers["x-amz-request-id"])}</RequestId></Error>`,
  );
  expect((await sendRaw(standIn, { method: "HEAD", path: "/shop/secret" })).body).toBe("");
  expect(errorCode(await sendRaw(standIn, { method: "GET", path: "/shop/%" }))).toBe("InvalidURI");
});
