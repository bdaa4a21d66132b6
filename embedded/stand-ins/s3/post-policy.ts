import { accessDenied, S3Error } from "./s3-error.ts";

/** One rule of a POST policy. `field` is lower-case and without `$`. */
export type PolicyCondition =
  | { readonly kind: "eq" | "starts-with"; readonly field: string; readonly value: string }
  | { readonly kind: "content-length-range"; readonly min: number; readonly max: number };

export interface PostPolicy {
  readonly expiresAt: Date;
  readonly conditions: readonly PolicyCondition[];
}

/** The upload as the policy sees it: field names in lower case, `key` final, `bucket` the one in the URL. */
export interface PostedUpload {
  readonly fields: ReadonlyMap<string, string>;
  readonly size: number;
}

/** Fields that carry the policy itself or are declared to be ignored. Every other one must be named by a condition. */
const isExempt = (field: string): boolean =>
  ["policy", "x-amz-signature", "file"].includes(field) || field.startsWith("x-ignore-");

/**
 * Reads the base64 policy of a POST form. Call it only after its signature has been checked.
 *
 * @throws S3Error InvalidPolicyDocument.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function parsePostPolicy(base64: string): PostPolicy {
  const document = parseJsonObject(Buffer.from(base64, "base64").toString("utf8"));
  const { expiration, conditions } = document;
  if (typeof expiration !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(expiration)) {
    throw invalidPolicy("expiration must be an ISO 8601 date in UTC");
  }
  const expiresAt = new Date(expiration);
  if (Number.isNaN(expiresAt.getTime())) throw invalidPolicy("expiration is no date");
  if (!Array.isArray(conditions)) throw invalidPolicy("conditions must be a list");
  return { expiresAt, conditions: (conditions as unknown[]).flatMap(parseCondition) };
}

/**
 * Checks an upload against its policy: expiry, every condition, and that the policy names every field.
 *
 * @throws S3Error AccessDenied, EntityTooLarge or EntityTooSmall.
 */
export function assertPolicyAllows(policy: PostPolicy, upload: PostedUpload, now: Date): void {
  if (now.getTime() >= policy.expiresAt.getTime()) throw violation("Policy expired.");
  const named = new Set(policy.conditions.map((condition) => ("field" in condition ? condition.field : "")));
  const extra = [...upload.fields.keys()].filter((field) => !isExempt(field) && !named.has(field));
  if (extra.length > 0) throw violation(`Extra input fields: ${extra.join(", ")}`);
  for (const condition of policy.conditions) assertCondition(condition, upload);
}

function assertCondition(condition: PolicyCondition, upload: PostedUpload): void {
  if (condition.kind === "content-length-range") {
    if (upload.size > condition.max) throw outOfRange("EntityTooLarge", "exceeds the maximum");
    if (upload.size < condition.min) throw outOfRange("EntityTooSmall", "is smaller than the minimum");
    return;
  }
  const { kind, field, value } = condition;
  const given = upload.fields.get(field);
  if (given === undefined || !holds(kind, field, value, given)) {
    throw violation(`Policy Condition failed: ${JSON.stringify([kind, `$${field}`, value])}`);
  }
}

function holds(kind: "eq" | "starts-with", field: string, wanted: string, given: string): boolean {
  if (kind === "eq") return given === wanted;
  // Several content types may be listed; each has to fit.
  const values = field === "content-type" ? given.split(",").map((part) => part.trim()) : [given];
  return values.every((value) => value.startsWith(wanted));
}

function parseCondition(condition: unknown): PolicyCondition[] {
  if (Array.isArray(condition)) return [parseListCondition(condition as unknown[])];
  if (typeof condition !== "object" || condition === null)
    throw invalidPolicy("a condition is neither list nor object");
  const pairs = Object.entries(condition as Record<string, unknown>);
  if (pairs.length === 0) throw invalidPolicy("a condition is empty");
  return pairs.map(([field, value]) => {
    if (typeof value !== "string") throw invalidPolicy(`the value of ${field} must be a string`);
    return { kind: "eq", field: field.toLowerCase(), value };
  });
}

function parseListCondition(condition: readonly unknown[]): PolicyCondition {
  const [operator, second, third] = condition;
  const kind = typeof operator === "string" ? operator.toLowerCase() : "";
  if (condition.length !== 3) throw invalidPolicy("a condition list must have three parts");
  if (kind === "content-length-range") {
    const [min, max] = [toByteCount(second), toByteCount(third)];
    return { kind, min, max };
  }
  if (kind !== "eq" && kind !== "starts-with") throw invalidPolicy(`unknown operator ${JSON.stringify(operator)}`);
  if (typeof second !== "string" || !second.startsWith("$") || typeof third !== "string") {
    throw invalidPolicy(`${kind} needs "$field" and a value`);
  }
  return { kind, field: second.slice(1).toLowerCase(), value: third };
}

function toByteCount(value: unknown): number {
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 0) {
    throw invalidPolicy("content-length-range needs two sizes in bytes");
  }
  return count;
}

function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidPolicy("it is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidPolicy("it is not an object");
  return value as Record<string, unknown>;
}

const invalidPolicy = (detail: string): S3Error =>
  new S3Error(400, "InvalidPolicyDocument", `Invalid Policy: ${detail}.`);

const violation = (detail: string): S3Error => accessDenied(`Invalid according to Policy: ${detail}`);

const outOfRange = (code: string, how: string): S3Error =>
  new S3Error(400, code, `Your proposed upload ${how} allowed size`);
