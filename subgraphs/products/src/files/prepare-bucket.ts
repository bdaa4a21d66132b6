import {
  type CORSRule,
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { isDeepStrictEqual } from "node:util";
import { seconds } from "#platform/time/duration.ts";
import { unlessMissing } from "./s3-answer.ts";

const TIMEOUT_MS = seconds(10);
/** The demo's pictures and everybody's. Uploads that nobody has checked lie elsewhere and stay private. */
const PUBLIC_FOLDERS = ["catalogue", "files"];
const STATEMENT_ID = "PublicPictures";
/** Statements that this code, or an earlier version of it, has written. */
const OWN_STATEMENT_IDS = [STATEMENT_ID, "PublicCatalogue"];
const CORS_RULE_ID = "plexus-uploads";

export interface BucketPlan {
  bucket: string;
  /** Origins of the pages that may post upload forms; `*` for any. Without any, the bucket's CORS rules are left alone. */
  pageOrigins: readonly string[];
}

/**
 * Makes the bucket, lets everyone read its pictures, and lets pages post to it. Safe to repeat and to run concurrently. A
 * policy that someone else has written is left alone, and so are others' CORS rules.
 */
export async function prepareBucket(s3: S3Client, { bucket, pageOrigins }: BucketPlan): Promise<void> {
  const within = () => ({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  const isThere = await unlessMissing(s3.send(new HeadBucketCommand({ Bucket: bucket }), within()));
  if (!isThere) await createBucket(s3, bucket);

  const policy = await unlessMissing(s3.send(new GetBucketPolicyCommand({ Bucket: bucket }), within()));
  const wanted = publicPicturesPolicy(bucket);
  if (mayReplace(policy?.Policy) && policy?.Policy !== wanted) {
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: wanted }), within());
  }

  if (pageOrigins.length === 0) return;
  const cors = await unlessMissing(s3.send(new GetBucketCorsCommand({ Bucket: bucket }), within()));
  const rules = withOwnRule(cors?.CORSRules ?? [], pageOrigins);
  if (isDeepStrictEqual(cors?.CORSRules, rules)) return;
  await s3.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: rules } }), within());
}

async function createBucket(s3: S3Client, bucket: string): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }), { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    if ((error as Error).name !== "BucketAlreadyOwnedByYou") throw error; // somebody was faster
  }
}

const publicPicturesPolicy = (bucket: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: STATEMENT_ID,
        Effect: "Allow",
        Principal: "*",
        Action: "s3:GetObject",
        Resource: PUBLIC_FOLDERS.map((folder) => `arn:aws:s3:::${bucket}/${folder}/*`),
      },
    ],
  });

function mayReplace(policy: string | undefined): boolean {
  if (policy === undefined) return true;
  const { Statement: given } = JSON.parse(policy) as { Statement?: { Sid?: string } | { Sid?: string }[] };
  const statements = Array.isArray(given) ? given : given ? [given] : [];
  return statements.every(({ Sid }) => Sid !== undefined && OWN_STATEMENT_IDS.includes(Sid));
}

const withOwnRule = (rules: readonly CORSRule[], pageOrigins: readonly string[]): CORSRule[] => [
  ...rules.filter(({ ID }) => ID !== CORS_RULE_ID),
  {
    ID: CORS_RULE_ID,
    AllowedHeaders: ["*"],
    AllowedMethods: ["POST", "GET", "HEAD"],
    AllowedOrigins: [...pageOrigins],
    ExposeHeaders: ["ETag"],
    MaxAgeSeconds: 3_000,
  },
];
