import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeEach, expect, it } from "vitest";
import { errorCode, sendRaw, startTestStandIn } from "./test-stand-in.ts";
import type { RawAnswer } from "./test-stand-in.ts";

const standIn = await startTestStandIn();
const { client } = standIn;
const Bucket = "shop";
afterAll(() => standIn.stop());

const policyFor = (Resource: string | string[], more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource, ...more }],
  });

const putPolicy = (Policy: string) => client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));

const put = (Key: string, more: Partial<s3.PutObjectCommandInput> = {}) =>
  client.send(new s3.PutObjectCommand({ Bucket, Key, Body: `bytes of ${Key}`, ContentType: "image/webp", ...more }));

const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<RawAnswer> =>
  sendRaw(standIn, { method, path, headers });

beforeEach(async () => {
  await client.send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  await client.send(new s3.DeleteBucketCorsCommand({ Bucket }));
  await put("products/1", { CacheControl: "public, max-age=60", Metadata: { a: "b" } });
  await put("incoming/1");
});

it("opens by bucket policy what matches it, for reading only, until the policy is gone", async () => {
  expect((await get("/shop/products/1")).status).toBe(403);
  await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
  await putPolicy(policyFor("arn:aws:s3:::shop/products/*"));
  expect(await client.send(new s3.GetBucketPolicyCommand({ Bucket }))).toMatchObject({
    Policy: policyFor("arn:aws:s3:::shop/products/*"),
  });

  const answer = await get("/shop/products/1");
  expect([answer.status, answer.body]).toEqual([200, "bytes of products/1"]);
  expect((await get("/shop/products/1", {}, "HEAD")).status).toBe(200);
  for (const path of ["/shop/incoming/1", "/shop/products/missing", "/shop/products", "/shop/x/products/1"]) {
    const denied = await get(path);
    expect([denied.status, errorCode(denied)], path).toEqual([403, "AccessDenied"]);
  }
  for (const [method, path] of [
    ["PUT", "/shop/products/1"],
    ["DELETE", "/shop/products/1"],
    ["GET", "/shop?list-type=2&prefix=products/"],
    ["PUT", "/shop/products/1?acl"],
    ["GET", "/shop/products/1?uploads"],
  ] as const) {
    expect((await get(path, { "x-amz-acl": "public-read" }, method)).status, `${method} ${path}`).toBe(403);
  }
  expect((await get("/shop/products/1")).body).toBe("bytes of products/1");

  await standIn.restart();
  expect((await get("/shop/products/1")).status).toBe(200);
  await client.send(new s3.DeleteBucketPolicyCommand({ Bucket }));
  expect((await get("/shop/products/1")).status).toBe(403);
  await expect(client.send(new s3.GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
    name: "NoSuchBucketPolicy",
  });
});

it("opens one object by its ACL, and closes it when it is written or copied without one", async () => {
  await put("a", { ACL: "public-read" });
  expect((await get("/shop/a")).status).toBe(200);
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: "b", CopySource: "shop/a" }));
  expect((await get("/shop/b")).status).toBe(403);
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: "b", CopySource: "shop/a", ACL: "public-read" }));
  expect((await get("/shop/b")).status).toBe(200);
  await put("a");
  expect((await get("/shop/a")).status).toBe(403);
  await client.send(new s3.PutObjectAclCommand({ Bucket, Key: "a", ACL: "public-read" }));
  expect((await get("/shop/a")).body).toBe("bytes of a");
  await client.send(new s3.PutObjectAclCommand({ Bucket, Key: "a", ACL: "private" }));
  expect((await get("/shop/a")).status).toBe(403);
});

it("serves public objects safely and cacheably: nosniff, sandbox, Cache-Control as stored, ETag, 304, ranges", async () => {
  await putPolicy(policyFor(["arn:aws:s3:::shop/products/?"]));
  const answer = await get("/shop/products/1");
  expect(answer.headers).toMatchObject({
    "content-type": "image/webp",
    "cache-control": "public, max-age=60",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "content-length": "19",
    "accept-ranges": "bytes",
    "x-amz-meta-a": "b",
  });
  const { etag = "", "last-modified": lastModified = "" } = answer.headers;
  const repeated = [
    { "if-none-match": etag },
    { "if-none-match": `"x", W/${etag}` },
    { "if-modified-since": lastModified },
  ];
  for (const headers of repeated) {
    const again = await get("/shop/products/1", headers);
    expect([again.status, again.body]).toEqual([304, ""]);
    expect(again.headers).toMatchObject({ etag, "cache-control": "public, max-age=60" });
  }
  await put("products/1", { Body: "changed" });
  const changed = await get("/shop/products/1", { "if-none-match": etag });
  expect([changed.status, changed.body]).toEqual([200, "changed"]);
  const part = await get("/shop/products/1", { range: "bytes=0-2" });
  expect([part.status, part.body, part.headers["content-range"]]).toEqual([206, "cha", "bytes 0-2/7"]);
  const stale = await get("/shop/products/1", { range: "bytes=0-2", "if-range": etag });
  expect([stale.status, stale.body]).toEqual([200, "changed"]);
  expect((await get("/shop/products/1", { range: "bytes=7-" })).status).toBe(416);
});

it("lets only signed requests override response headers", async () => {
  await putPolicy(policyFor("arn:aws:s3:::shop/*"));
  const answer = await get("/shop/products/1?response-content-type=text/html");
  expect([answer.status, errorCode(answer)]).toEqual([400, "InvalidRequest"]);
  const input = { Bucket, Key: "products/1", ResponseContentDisposition: "attachment" };
  const signed = await client.send(new s3.GetObjectCommand(input));
  await signed.Body?.transformToString();
  expect(signed.ContentDisposition).toBe("attachment");
});

it.each([
  ["no JSON", "{", "MalformedPolicy"],
  ["another bucket's objects", policyFor("arn:aws:s3:::another/*"), "MalformedPolicy"],
  ["everything", policyFor("*"), "MalformedPolicy"],
  [
    "more than reading",
    policyFor("arn:aws:s3:::shop/*", { Action: ["s3:GetObject", "s3:PutObject"] }),
    "NotImplemented",
  ],
  ["a denial", policyFor("arn:aws:s3:::shop/*", { Effect: "Deny" }), "NotImplemented"],
  ["a condition", policyFor("arn:aws:s3:::shop/*", { Condition: { Bool: {} } }), "NotImplemented"],
  ["one principal", policyFor("arn:aws:s3:::shop/*", { Principal: { AWS: "arn:aws:iam::1:root" } }), "NotImplemented"],
])("refuses a policy with %s rather than guess", async (_what, policy, name) => {
  await expect(putPolicy(policy)).rejects.toMatchObject({ name });
  expect((await get("/shop/products/1")).status).toBe(403);
});

it("lets any page try while a bucket has no CORS configuration, also with a refusal", async () => {
  const origin = "http://localhost:5173";
  const asking = {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type, x-a",
  };
  const preflight = await get("/shop", asking, "OPTIONS");
  expect(preflight.status).toBe(200);
  expect(preflight.headers).toMatchObject({
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "content-type, x-a",
  });
  expect(preflight.headers["access-control-allow-methods"]).toContain("POST");
  expect(preflight.headers).not.toHaveProperty("access-control-allow-credentials");
  const refused = await get("/shop/incoming/1", { origin });
  expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([403, "*"]);
});

it("holds pages to the bucket's CORS configuration once there is one", async () => {
  const CORSRules = [
    {
      AllowedOrigins: ["https://*.shop.example"],
      AllowedMethods: ["GET", "POST"],
      AllowedHeaders: ["x-*"],
      MaxAgeSeconds: 5,
    },
  ];
  await client.send(new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  expect((await client.send(new s3.GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);

  const ask = (origin: string, method: string, headers = "x-a") =>
    get(
      "/shop",
      { origin, "access-control-request-method": method, "access-control-request-headers": headers },
      "OPTIONS",
    );
  const allowed = await ask("https://www.shop.example", "POST");
  expect(allowed.headers).toMatchObject({
    "access-control-allow-origin": "https://www.shop.example",
    "access-control-max-age": "5",
  });
  for (const denied of [
    await ask("https://evil.example", "POST"),
    await ask("https://www.shop.example", "PUT"),
    await ask("https://www.shop.example", "POST", "authorization"),
    await get("/shop", { origin: "https://www.shop.example" }, "OPTIONS"),
  ]) {
    expect(denied.status).toBe(403);
    expect(denied.headers).not.toHaveProperty("access-control-allow-origin");
  }
  const direct = await get("/shop/products/1", { origin: "https://evil.example" });
  expect(direct.headers).not.toHaveProperty("access-control-allow-origin");

  const wrong = { CORSRules: [{ AllowedOrigins: ["*"], AllowedMethods: ["PATCH"] }] };
  const putWrong = client.send(new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: wrong }));
  await expect(putWrong).rejects.toMatchObject({ name: "MalformedXML" });
  expect((await client.send(new s3.GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
});
