import { z } from "zod";
import { notImplemented, S3Error } from "./s3-error.ts";
import { matchesWildcard } from "./wildcard.ts";

const oneOrMany = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);

/** The statements understood: anyone may read some objects. All else is refused, since ignoring it would mislead. */
const publicReadStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal("Allow"),
  Principal: z.union([z.literal("*"), z.strictObject({ AWS: z.union([z.literal("*"), z.tuple([z.literal("*")])]) })]),
  Action: oneOrMany.refine((actions) => actions.every((action) => /^s3:GetObject$/i.test(action))),
  Resource: oneOrMany,
});

const policyDocument = z.object({ Version: z.enum(["2012-10-17", "2008-10-17"]), Statement: z.unknown() });

/**
 * Reads a bucket policy into the ARN patterns of the objects that anyone may read.
 *
 * @throws S3Error MalformedPolicy, or NotImplemented for a valid statement beyond public `s3:GetObject`.
 */
export function parseBucketPolicy(text: string, bucket: string): string[] {
  const policy = policyDocument.safeParse(parseJson(text));
  if (!policy.success) throw malformedPolicy("Policies must be valid JSON with a Version and a Statement");
  const { Statement: given } = policy.data;
  const statements: unknown[] = Array.isArray(given) ? given : [given];
  return statements.flatMap((statement) => {
    const parsed = publicReadStatement.safeParse(statement);
    if (!parsed.success) throw notImplemented("bucket policies other than Allow * s3:GetObject without conditions");
    const foreign = parsed.data.Resource.some((resource) => !resource.startsWith(`arn:aws:s3:::${bucket}/`));
    if (foreign) throw malformedPolicy("Policy has invalid resource");
    return parsed.data.Resource;
  });
}

/** True when the bucket's policy lets anyone read the object. */
export function isPublicByPolicy(bucket: { name: string; policy: string | null }, key: string): boolean {
  if (bucket.policy === null) return false;
  const arn = `arn:aws:s3:::${bucket.name}/${key}`;
  return parseBucketPolicy(bucket.policy, bucket.name).some((pattern) => matchesWildcard(pattern, arn, true));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const malformedPolicy = (message: string): S3Error => new S3Error(400, "MalformedPolicy", message);
