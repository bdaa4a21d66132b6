import type { IncomingMessage } from "node:http";
import { queryValue } from "./request-target.ts";
import type { RequestTarget } from "./request-target.ts";
import { accessDenied, invalidArgument, invalidRequest, notImplemented, S3Error } from "./s3-error.ts";
import {
  ALGORITHM,
  canonicalRequest,
  equalSignatures,
  parseAmzDate,
  parseCredential,
  sign,
  stringToSign,
} from "./sigv4.ts";
import type { Credential } from "./sigv4.ts";

/** The one account of the stand-in. */
export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** What the signature says about the body. */
export type PayloadClaim =
  | { readonly kind: "unsigned" }
  | { readonly kind: "sha256"; readonly hex: string }
  | { readonly kind: "chunkedWithTrailer" };

export type Access =
  | { readonly kind: "anonymous" }
  | { readonly kind: "owner"; readonly by: "header" | "query"; readonly payload: PayloadClaim };

const MAX_SKEW_MS = 15 * 60_000;
const MAX_PRESIGNED_SECONDS = 7 * 24 * 60 * 60;
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";

/**
 * Decides who is asking, by the `Authorization` header or by the presigned query. No credentials at all means
 * anonymous; wrong, expired or incomplete ones are refused, never taken for anonymous.
 *
 * @throws S3Error for every kind of bad credential, with S3's code.
 */
export function authenticate(request: IncomingMessage, target: RequestTarget, account: Account, now: Date): Access {
  const header = request.headers.authorization;
  const isPresigned = target.query.some(([name]) => /^X-Amz-(Algorithm|Credential|Signature)$/i.test(name));
  if (header === undefined && !isPresigned) {
    if (queryValue(target.query, "Signature") !== undefined) throw onlySigV4();
    return { kind: "anonymous" };
  }
  if (header !== undefined && isPresigned) throw invalidArgument("Only one auth mechanism allowed");
  if (request.headers["x-amz-security-token"] !== undefined) throw invalidToken();

  const claims = header === undefined ? readQueryClaims(target, now) : readHeaderClaims(request, header, now);
  assertScope(claims, account);
  assertHeadersSigned(request, claims.signedHeaders);
  const payloadHash = headerPayloadHash(request) ?? claims.payloadHash ?? missingPayloadHash();
  const canonical = canonicalRequest({
    method: request.method ?? "",
    path: target.path,
    query: target.query.filter(([name]) => name !== "X-Amz-Signature"),
    signedHeaders: claims.signedHeaders,
    headerValues: (name) => request.headersDistinct[name] ?? [],
    payloadHash,
  });
  const expected = sign(
    account.secretAccessKey,
    claims.credential,
    stringToSign(claims.amzDate, claims.credential, canonical),
  );
  if (!equalSignatures(expected, claims.signature)) throw signatureDoesNotMatch();
  return { kind: "owner", by: header === undefined ? "query" : "header", payload: parsePayloadClaim(payloadHash) };
}

/** @throws S3Error unless the credential is the account's, for this region, for S3 and for the day of `amzDate`. */
export function assertScope(claims: { credential: Credential; amzDate: string }, account: Account): void {
  const { credential, amzDate } = claims;
  if (!equalSignatures(account.accessKeyId, credential.accessKeyId)) {
    throw new S3Error(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
  }
  if (credential.service !== "s3") throw malformedAuthorization(`incorrect service. This endpoint belongs to "s3".`);
  if (credential.region !== account.region) {
    throw malformedAuthorization(`the region '${credential.region}' is wrong; expecting '${account.region}'`);
  }
  if (!amzDate.startsWith(`${credential.date}T`)) {
    throw malformedAuthorization("the date in the credential scope does not match the request date");
  }
}

export const signatureDoesNotMatch = (): S3Error =>
  new S3Error(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  );

export const invalidToken = (): S3Error =>
  new S3Error(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");

interface Claims {
  readonly credential: Credential;
  readonly amzDate: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Null when only the x-amz-content-sha256 header can tell. */
  readonly payloadHash: string | null;
}

function readHeaderClaims(request: IncomingMessage, header: string, now: Date): Claims {
  const form = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([^,\s]+)$/.exec(header);
  if (form === null) throw header.startsWith(ALGORITHM) ? malformedAuthorization("unreadable header") : onlySigV4();
  const [, credentialText = "", signedHeaders = "", signature = ""] = form;
  const credential = parseCredential(credentialText);
  if (credential === null) throw malformedAuthorization("the Credential is mal-formed");

  const amzDate = request.headers["x-amz-date"];
  const date = typeof amzDate === "string" ? parseAmzDate(amzDate) : null;
  if (typeof amzDate !== "string" || date === null) {
    throw accessDenied("AWS authentication requires a valid Date or x-amz-date header");
  }
  if (Math.abs(now.getTime() - date.getTime()) > MAX_SKEW_MS) {
    const message = "The difference between the request time and the current time is too large.";
    throw new S3Error(403, "RequestTimeTooSkewed", message);
  }
  return { credential, amzDate, signedHeaders: splitSignedHeaders(signedHeaders), signature, payloadHash: null };
}

function readQueryClaims(target: RequestTarget, now: Date): Claims {
  const one = (name: string): string => {
    const values = target.query.filter(([candidate]) => candidate === name).map(([, value]) => value);
    const [value] = values;
    if (value === undefined || values.length > 1) throw badQueryAuthorization(`${name} must be given exactly once`);
    return value;
  };
  if (one("X-Amz-Algorithm") !== ALGORITHM) throw badQueryAuthorization(`X-Amz-Algorithm only supports ${ALGORITHM}`);
  if (queryValue(target.query, "X-Amz-Security-Token") !== undefined) throw invalidToken();
  const credential = parseCredential(one("X-Amz-Credential"));
  const amzDate = one("X-Amz-Date");
  const date = parseAmzDate(amzDate);
  const expires = one("X-Amz-Expires");
  if (credential === null) throw badQueryAuthorization("the Credential is mal-formed");
  if (date === null) throw badQueryAuthorization("X-Amz-Date must be in the ISO8601 Long Format");
  if (!/^\d{1,7}$/.test(expires) || Number(expires) < 1 || Number(expires) > MAX_PRESIGNED_SECONDS) {
    throw badQueryAuthorization(`X-Amz-Expires must be between 1 and ${String(MAX_PRESIGNED_SECONDS)} seconds`);
  }
  if (date.getTime() > now.getTime() + MAX_SKEW_MS) throw accessDenied("Request is not yet valid");
  if (now.getTime() > date.getTime() + Number(expires) * 1_000) throw accessDenied("Request has expired");
  return {
    credential,
    amzDate,
    signedHeaders: splitSignedHeaders(one("X-Amz-SignedHeaders")),
    signature: one("X-Amz-Signature"),
    payloadHash: queryValue(target.query, "X-Amz-Content-Sha256") ?? UNSIGNED_PAYLOAD,
  };
}

/** Host and every x-amz-* header must be under the signature, or they could be added or swapped on the way. */
function assertHeadersSigned(request: IncomingMessage, signedHeaders: readonly string[]): void {
  const unsigned = ["host", ...Object.keys(request.headers).filter((name) => name.startsWith("x-amz-"))].filter(
    (name) => !signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    throw accessDenied(`There were headers present in the request which were not signed: ${unsigned.join(", ")}`);
  }
}

function parsePayloadClaim(payloadHash: string): PayloadClaim {
  if (payloadHash === UNSIGNED_PAYLOAD) return { kind: "unsigned" };
  if (payloadHash === "STREAMING-UNSIGNED-PAYLOAD-TRAILER") return { kind: "chunkedWithTrailer" };
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return { kind: "sha256", hex: payloadHash };
  if (payloadHash.startsWith("STREAMING-")) throw notImplemented(`x-amz-content-sha256: ${payloadHash}`);
  throw invalidArgument("x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING value or a valid sha256 value.");
}

function headerPayloadHash(request: IncomingMessage): string | undefined {
  const value = request.headers["x-amz-content-sha256"];
  return typeof value === "string" ? value : undefined;
}

function missingPayloadHash(): never {
  throw invalidRequest("Missing required header for this request: x-amz-content-sha256");
}

const splitSignedHeaders = (text: string): string[] => text.toLowerCase().split(";").sort();

const malformedAuthorization = (detail: string): S3Error =>
  new S3Error(400, "AuthorizationHeaderMalformed", `The authorization header is malformed; ${detail}`);

const badQueryAuthorization = (message: string): S3Error =>
  new S3Error(400, "AuthorizationQueryParametersError", message);

const onlySigV4 = (): S3Error =>
  invalidRequest(`The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`);
