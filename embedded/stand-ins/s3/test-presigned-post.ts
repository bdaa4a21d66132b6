import { createHmac } from "node:crypto";
import { ACCOUNT, sendRaw } from "./test-stand-in.ts";
import type { RawAnswer, TestStandIn } from "./test-stand-in.ts";

export type Condition = Record<string, string> | readonly (string | number)[];

/**
 * Makes the fields of an upload form as AWS documents it, without any code of the stand-in: policy, then
 * HMAC(HMAC(HMAC(HMAC("AWS4" + secret, day), region), "s3"), "aws4_request") over its base64.
 */
export function presignPost(options: {
  conditions: readonly Condition[];
  fields: Record<string, string>;
  expiresAt?: Date;
  signedAt?: Date;
  secretAccessKey?: string;
}): Record<string, string> {
  const { signedAt = new Date(), secretAccessKey = ACCOUNT.secretAccessKey } = options;
  const { expiresAt = new Date(signedAt.getTime() + 600_000) } = options;
  const amzDate = signedAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = amzDate.slice(0, 8);
  const signing = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${ACCOUNT.accessKeyId}/${day}/${ACCOUNT.region}/s3/aws4_request`,
    "x-amz-date": amzDate,
  };
  const conditions = [...options.conditions, ...Object.entries(signing).map(([name, value]) => ({ [name]: value }))];
  const policy = Buffer.from(JSON.stringify({ expiration: expiresAt.toISOString(), conditions })).toString("base64");
  const scopeParts = [day, ACCOUNT.region, "s3", "aws4_request"];
  const key = scopeParts.reduce<Buffer>(
    (parent, part) => createHmac("sha256", parent).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  const signature = createHmac("sha256", key).update(policy).digest("hex");
  return { ...options.fields, ...signing, policy, "x-amz-signature": signature };
}

export interface FormFile {
  readonly name?: string;
  readonly type?: string;
  readonly bytes: Buffer;
}

/** Sends a form with its fields in the order given, the file, and then `fieldsAfter`. */
export async function postForm(
  standIn: TestStandIn,
  bucket: string,
  fields: Record<string, string> | readonly (readonly [string, string])[],
  file: FormFile | null,
  fieldsAfter: Record<string, string> = {},
): Promise<RawAnswer> {
  const form = new FormData();
  for (const [name, value] of Array.isArray(fields) ? fields : Object.entries(fields)) form.append(name, value);
  if (file !== null) {
    const { name = "photo.png", type = "image/png", bytes } = file;
    form.append("file", new Blob([new Uint8Array(bytes)], { type }), name);
  }
  for (const [name, value] of Object.entries(fieldsAfter)) form.append(name, value);
  const encoded = new Response(form);
  const body = Buffer.from(await encoded.arrayBuffer());
  const headers = {
    "content-type": encoded.headers.get("content-type") ?? "",
    "content-length": String(body.length),
  };
  return sendRaw(standIn, { method: "POST", path: `/${bucket}`, headers, body });
}
