import { receiveBodyAsText } from "./receive-body.ts";
import { bodyOf, bucketOf, xmlReply } from "./s3-call.ts";
import type { Reply, S3Call } from "./s3-call.ts";
import { invalidRequest, malformedXml, notImplemented } from "./s3-error.ts";
import { childrenNamed, childText, element, parseXml, S3_NAMESPACE, xmlDocument } from "./xml.ts";

const MAX_KEYS = 1_000;
/** 1,000 keys of 1,024 bytes, generously escaped. */
const MAX_BODY_BYTES = 4 * 1_024 * 1_024;

/** DeleteObjects: up to 1,000 keys at once. As in S3 the body must come with a checksum. */
export async function deleteObjects(call: S3Call): Promise<Reply> {
  const bucket = bucketOf(call);
  const { headers } = call.request;
  const isChecked = Object.keys(headers).some((name) => name === "content-md5" || name.startsWith("x-amz-checksum-"));
  const hasTrailer = headers["x-amz-trailer"] !== undefined;
  if (!isChecked && !hasTrailer)
    throw invalidRequest("Missing required header for this request: Content-MD5 or checksum");

  const { keys, isQuiet } = parseDelete(await receiveBodyAsText(bodyOf(call), MAX_BODY_BYTES));
  await Promise.all(keys.map((key) => call.store.deleteObject(bucket, key)));
  const deleted = isQuiet ? [] : keys.map((key) => element("Deleted", [element("Key", key)]));
  return xmlReply(xmlDocument(element("DeleteResult", deleted, S3_NAMESPACE)));
}

function parseDelete(xml: string): { keys: string[]; isQuiet: boolean } {
  const root = parseXml(xml);
  if (root?.name !== "Delete") throw malformedXml();
  const keys = childrenNamed(root, "Object").map((object) => {
    if (childText(object, "VersionId") !== undefined) throw notImplemented("object versions");
    const key = childText(object, "Key");
    if (key === undefined || key === "") throw malformedXml();
    return key;
  });
  if (keys.length === 0 || keys.length > MAX_KEYS) throw malformedXml();
  return { keys, isQuiet: childText(root, "Quiet")?.trim() === "true" };
}
