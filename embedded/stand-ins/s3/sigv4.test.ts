import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Query } from "./request-target.ts";
import { canonicalRequest, equalSignatures, parseAmzDate, parseCredential, sign, stringToSign } from "./sigv4.ts";

// The examples of AWS's documentation, with its fictitious credentials.
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
const AMZ_DATE = "20130524T000000Z";
const EMPTY = createHash("sha256").update("").digest("hex");

function signExample(request: {
  method: string;
  path: string;
  query?: Query;
  headers: Record<string, string>;
  payloadHash: string;
}): string {
  const credential = parseCredential(SCOPE);
  if (credential === null) throw new Error("the example's scope is fine");
  const { headers, query = [], ...rest } = request;
  const signedHeaders = Object.keys(headers).sort();
  const canonical = canonicalRequest({ ...rest, query, signedHeaders, headerValues: (name) => [headers[name] ?? ""] });
  return sign(SECRET, credential, stringToSign(AMZ_DATE, credential, canonical));
}

const host = "examplebucket.s3.amazonaws.com";

it("signs AWS's example of a ranged GET", () => {
  const signature = signExample({
    method: "GET",
    path: "/test.txt",
    headers: { host, range: "bytes=0-9", "x-amz-content-sha256": EMPTY, "x-amz-date": AMZ_DATE },
    payloadHash: EMPTY,
  });
  expect(signature).toBe("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
});

it("signs AWS's example of a PUT with a key that needs encoding", () => {
  const payloadHash = createHash("sha256").update("Welcome to Amazon S3.").digest("hex");
  const signature = signExample({
    method: "PUT",
    path: "/test$file.text",
    headers: {
      date: "Fri, 24 May 2013 00:00:00 GMT",
      host,
      "x-amz-content-sha256": payloadHash,
      "x-amz-date": AMZ_DATE,
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
    },
    payloadHash,
  });
  expect(signature).toBe("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
});

it("signs AWS's example of a listing, parameters sorted", () => {
  const signature = signExample({
    method: "GET",
    path: "/",
    query: [
      ["prefix", "J"],
      ["max-keys", "2"],
    ],
    headers: { host, "x-amz-content-sha256": EMPTY, "x-amz-date": AMZ_DATE },
    payloadHash: EMPTY,
  });
  expect(signature).toBe("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
});

it("signs AWS's example of a presigned GET", () => {
  const signature = signExample({
    method: "GET",
    path: "/test.txt",
    query: [
      ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
      ["X-Amz-Credential", SCOPE],
      ["X-Amz-Date", AMZ_DATE],
      ["X-Amz-Expires", "86400"],
      ["X-Amz-SignedHeaders", "host"],
    ],
    headers: { host },
    payloadHash: "UNSIGNED-PAYLOAD",
  });
  expect(signature).toBe("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
});

it("signs AWS's example of a POST policy", () => {
  const policy = [
    '{ "expiration": "2015-12-30T12:00:00.000Z",',
    '  "conditions": [',
    '    {"bucket": "sigv4examplebucket"},',
    '    ["starts-with", "$key", "user/user1/"],',
    '    {"acl": "public-read"},',
    '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
    '    ["starts-with", "$Content-Type", "image/"],',
    '    {"x-amz-meta-uuid": "14365123651274"},',
    '    {"x-amz-server-side-encryption": "AES256"},',
    '    ["starts-with", "$x-amz-meta-tag", ""],',
    "",
    '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
    '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
    '    {"x-amz-date": "20151229T000000Z" }',
    "  ]",
    "}",
  ].join("\r\n");
  const credential = parseCredential("AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request");
  if (credential === null) throw new Error("the example's scope is fine");
  expect(sign(SECRET, credential, Buffer.from(policy).toString("base64"))).toBe(
    "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
  );
});

it("tells signatures apart, whatever their length", () => {
  const signature = "a".repeat(64);
  expect(equalSignatures(signature, signature)).toBe(true);
  for (const other of ["", "a", "a".repeat(63), "a".repeat(65), "0".repeat(64), `${"a".repeat(63)}b`]) {
    expect(equalSignatures(signature, other)).toBe(false);
  }
});

it("reads only complete credentials and real moments", () => {
  expect(parseCredential(SCOPE)?.region).toBe("us-east-1");
  for (const bad of ["", "a/b/c/d", `${SCOPE}/x`, "/20130524/us-east-1/s3/aws4_request", "k/d/r/s/aws4"]) {
    expect(parseCredential(bad)).toBeNull();
  }
  expect(parseAmzDate(AMZ_DATE)?.toISOString()).toBe("2013-05-24T00:00:00.000Z");
  for (const bad of ["", "20131324T000000Z", "2013-05-24T00:00:00Z", "20130524T000000"]) {
    expect(parseAmzDate(bad)).toBeNull();
  }
});
