import { element, xmlDocument } from "./xml.ts";

/** A refusal as S3 words it. Thrown anywhere while a request is served; the server answers it as XML. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const accessDenied = (message = "Access Denied"): S3Error => new S3Error(403, "AccessDenied", message);

export const invalidArgument = (message: string): S3Error => new S3Error(400, "InvalidArgument", message);

export const invalidRequest = (message: string): S3Error => new S3Error(400, "InvalidRequest", message);

export const noSuchBucket = (): S3Error => new S3Error(404, "NoSuchBucket", "The specified bucket does not exist");

export const noSuchKey = (): S3Error => new S3Error(404, "NoSuchKey", "The specified key does not exist.");

export const malformedXml = (): S3Error =>
  new S3Error(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our schema");

export const notImplemented = (what: string): S3Error =>
  new S3Error(501, "NotImplemented", `This S3 stand-in does not implement ${what}.`);

export const entityTooLarge = (maxBytes: number): S3Error =>
  new S3Error(
    400,
    "EntityTooLarge",
    `Your proposed upload exceeds the maximum allowed size of ${String(maxBytes)} bytes`,
  );

/** The error document of the S3 REST API. */
export function errorDocument(error: { code: string; message: string }, resource: string, requestId: string): string {
  return xmlDocument(
    element("Error", [
      element("Code", error.code),
      element("Message", error.message),
      element("Resource", resource),
      element("RequestId", requestId),
    ]),
  );
}
