import type { IncomingMessage } from "node:http";
import { basename } from "node:path";
import { entityTooLarge, invalidArgument, S3Error } from "./s3-error.ts";

export interface PostForm {
  /** Fields before the file, names in lower case, `${filename}` in the key replaced. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
}

/** S3's own limit for everything before the file. */
const MAX_FIELD_BYTES = 20_000;

/**
 * Reads a browser's upload form. The form is the one body held in memory, so its size is capped before and while reading.
 * Fields after `file` are ignored, as S3 documents; a name given twice is refused, because policy and writer could
 * otherwise look at different values.
 *
 * @throws S3Error EntityTooLarge, MissingContentLength, MalformedPOSTRequest, InvalidArgument, MaxPostPreDataLengthExceeded.
 */
export async function readPostForm(request: IncomingMessage, accept: () => void, maxBytes: number): Promise<PostForm> {
  const length = request.headers["content-length"];
  if (length === undefined) {
    throw new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  if (Number(length) > maxBytes) throw entityTooLarge(maxBytes);
  accept();
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const form = await parseMultipart(Buffer.concat(parts), request.headers["content-type"] ?? "");
  return collectFields(form);
}

async function collectFields(form: FormData): Promise<PostForm> {
  const fields = new Map<string, string>();
  let fieldBytes = 0;
  for (const [rawName, value] of form) {
    const name = rawName.toLowerCase();
    if (name === "file") {
      if (typeof value === "string") throw invalidArgument("The file field must be a file with a filename.");
      return { fields: withFilename(fields, value.name), file: Buffer.from(await value.arrayBuffer()) };
    }
    if (typeof value !== "string") throw invalidArgument("POST requires exactly one file upload per request.");
    if (fields.has(name)) throw invalidArgument(`The field ${name} is given twice.`);
    fieldBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (fieldBytes > MAX_FIELD_BYTES) {
      const message = "Your POST request fields preceding the upload file were too large.";
      throw new S3Error(400, "MaxPostPreDataLengthExceeded", message);
    }
    fields.set(name, value);
  }
  throw invalidArgument("POST requires exactly one file upload per request.");
}

function withFilename(fields: Map<string, string>, filename: string): Map<string, string> {
  const key = fields.get("key");
  // Some browsers send a full path, with either slash; only its last part is the name.
  if (key !== undefined)
    fields.set(
      "key",
      key.replaceAll("${filename}", () => basename(filename.replaceAll("\\", "/"))),
    );
  return fields;
}

async function parseMultipart(body: Buffer<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body, { headers: { "content-type": contentType } }).formData();
  } catch {
    const message = "The body of your POST request is not well-formed multipart/form-data.";
    throw new S3Error(400, "MalformedPOSTRequest", message);
  }
}
