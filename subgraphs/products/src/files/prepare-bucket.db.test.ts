import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketPolicyCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { pino } from "pino";
import { expect, it } from "vitest";
import { createPrepareBucketJob } from "../jobs/prepare-bucket.ts";
import { openTestBucket } from "../testing/file-storage-probe.ts";
import { prepareBucket } from "./prepare-bucket.ts";

const statementFor = (bucket: string, sid: string, folder: string) => ({
  Sid: sid,
  Effect: "Allow",
  Principal: "*",
  Action: "s3:GetObject",
  Resource: `arn:aws:s3:::${bucket}/${folder}/*`,
});

/** A bucket with a policy of one statement. */
async function aBucketWithPolicy(sid: string, folder: string) {
  const { bucket, s3, url, prepare } = openTestBucket();
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [statementFor(bucket, sid, folder)] });
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
  const put = (key: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "x" }));
  await Promise.all(["files/a", "catalogue/a", "incoming/a", "theirs/a"].map(put));
  const readable = async () => {
    const keys = ["files/a", "catalogue/a", "incoming/a", "theirs/a"];
    const answers = await Promise.all(keys.map((key) => fetch(`${url}/${key}`)));
    return keys.filter((_, index) => answers[index]!.status === 200);
  };
  return { bucket, s3, prepare, policy, readable };
}

it("opens pictures and nothing else, from nothing, from the seed's older policy, and by several at once", async () => {
  const { prepare, readable } = await aBucketWithPolicy("PublicCatalogue", "catalogue");
  expect(await readable()).toEqual(["catalogue/a"]);
  await Promise.all([prepare(), prepare(), prepare()]);
  expect(await readable()).toEqual(["files/a", "catalogue/a"]);

  const { s3, bucket, prepare: prepareNew } = openTestBucket();
  await Promise.all([prepareNew(), prepareNew(), prepareNew()]);
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  await prepareNew();
  expect(await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).toMatchObject({ Policy });
});

it("leaves a policy alone that someone else has written", async () => {
  const { s3, bucket, prepare, policy, readable } = await aBucketWithPolicy("Mine", "theirs");
  await prepare();
  expect(await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).toMatchObject({ Policy: policy });
  expect(await readable()).toEqual(["theirs/a"]);
});

it("keeps one CORS rule of its own beside others', and none when no page may post", async () => {
  const { s3, bucket } = openTestBucket();
  await prepareBucket(s3, { bucket, pageOrigins: [] });
  await expect(s3.send(new GetBucketCorsCommand({ Bucket: bucket }))).rejects.toThrow();
  const theirs = { ID: "theirs", AllowedMethods: ["GET"], AllowedOrigins: ["https://other.example"] };
  await s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [theirs] } }));
  for (const origin of ["https://old.example", "https://shop.example"]) {
    await prepareBucket(s3, { bucket, pageOrigins: [origin] });
  }
  const { CORSRules = [] } = await s3.send(new GetBucketCorsCommand({ Bucket: bucket }));
  expect(CORSRules.map(({ ID, AllowedOrigins }) => [ID, AllowedOrigins])).toEqual([
    ["theirs", ["https://other.example"]],
    ["plexus-uploads", ["https://shop.example"]],
  ]);
});

it("is tried again when S3 is away, and not when the keys may not manage the bucket", async () => {
  const run = { attempt: 1, logger: pino({ level: "silent" }) };
  const failWith = (httpStatusCode: number) =>
    createPrepareBucketJob(() => Promise.reject(Object.assign(new Error("S3"), { $metadata: { httpStatusCode } })));
  await expect(failWith(503).run({}, run)).rejects.toThrow("S3");
  await expect(failWith(403).run({}, run)).resolves.toBeUndefined();
});
