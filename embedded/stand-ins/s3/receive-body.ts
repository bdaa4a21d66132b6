import { writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { PayloadClaim } from "./authenticate.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import type { Trailers } from "./aws-chunked.ts";
import { assertChecksum, badDigest, checksumAlgorithm, createDigester, isChecksumHeader } from "./checksums.ts";
import type { Digests } from "./checksums.ts";
import { entityTooLarge, invalidRequest, S3Error } from "./s3-error.ts";

/** A request whose body has not been read yet. */
export interface IncomingBody {
  readonly request: IncomingMessage;
  readonly payload: PayloadClaim;
  /** Called right before the first byte is read, so that `Expect: 100-continue` gets its go-ahead only then. */
  readonly accept: () => void;
}

/**
 * Streams the body into the file at `path` and checks everything its sender said about it: length, signed hash,
 * Content-MD5, checksum headers, checksum trailer. On any refusal the file is left for the caller to remove.
 *
 * @throws S3Error EntityTooLarge, MissingContentLength, BadDigest, XAmzContentSHA256Mismatch, IncompleteBody and the like.
 */
export async function receiveBodyToFile(body: IncomingBody, path: string, maxBytes: number): Promise<Digests> {
  const checked = openCheckedBody(body, maxBytes);
  // Not a write stream: that may still be creating its file when a refusal has already removed it.
  await writeFile(path, checked.chunks, { flag: "wx" });
  return checked.digests();
}

/** The same for small documents (XML, JSON), in memory. */
export async function receiveBodyAsText(body: IncomingBody, maxBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of openCheckedBody(body, maxBytes).chunks) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function openCheckedBody(body: IncomingBody, maxBytes: number): { chunks: AsyncGenerator<Buffer>; digests(): Digests } {
  const { request, payload } = body;
  const size = announcedSize(request, payload, maxBytes);
  const checksums = checksumHeaders(request);
  const trailerNames = payload.kind === "chunkedWithTrailer" ? announcedTrailers(request) : [];
  let digests: Digests | null = null;

  async function* read(): AsyncGenerator<Buffer> {
    const trailers: Trailers = new Map();
    const digester = createDigester();
    let received = 0;
    body.accept();
    // A refusal half way must not destroy the request: its connection carries the answer.
    const raw = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    const data = payload.kind === "chunkedWithTrailer" ? decodeAwsChunked(raw, trailers) : raw;
    for await (const part of data) {
      received += part.length;
      if (received > size) throw incompleteBody();
      digester.add(part);
      yield part;
    }
    if (received !== size) throw incompleteBody();
    digests = digester.digests();
    assertBody(request, payload, digests);
    for (const [name, value] of checksums) assertChecksumHeader(name, value, digests);
    for (const name of trailerNames) {
      const value = trailers.get(name);
      if (value === undefined) throw malformedTrailer(`The trailer ${name} was announced but not sent`);
      assertChecksumHeader(name, value, digests);
    }
    if (trailers.size !== trailerNames.length) throw malformedTrailer("A trailer was sent but not announced");
  }

  return {
    chunks: read(),
    digests() {
      if (digests === null) throw new Error("the body has not been read to its end");
      return digests;
    },
  };
}

/** The size of the data itself, without framing, in bytes. Checked against `maxBytes` before anything is read. */
function announcedSize(request: IncomingMessage, payload: PayloadClaim, maxBytes: number): number {
  const name = payload.kind === "chunkedWithTrailer" ? "x-amz-decoded-content-length" : "content-length";
  const text = request.headers[name];
  if (typeof text !== "string") {
    const isEmpty = name === "content-length" && request.headers["transfer-encoding"] === undefined;
    if (isEmpty) return 0;
    throw new S3Error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  if (!/^\d{1,15}$/.test(text)) throw invalidRequest(`${name} is malformed`);
  if (Number(text) > maxBytes) throw entityTooLarge(maxBytes);
  return Number(text);
}

function checksumHeaders(request: IncomingMessage): [name: string, value: string][] {
  return Object.entries(request.headers).flatMap(([name, value]) =>
    isChecksumHeader(name) && checksumAlgorithm(name) !== null && typeof value === "string" ? [[name, value]] : [],
  );
}

function announcedTrailers(request: IncomingMessage): string[] {
  const text = request.headers["x-amz-trailer"];
  const names = typeof text === "string" ? text.split(",").map((name) => name.trim().toLowerCase()) : [];
  if (names.length === 0) throw malformedTrailer("x-amz-trailer must name the checksum in the trailer");
  for (const name of names) checksumAlgorithm(name);
  return [...new Set(names)];
}

function assertBody(request: IncomingMessage, payload: PayloadClaim, digests: Digests): void {
  if (payload.kind === "sha256" && payload.hex !== digests.sha256Hex) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new S3Error(400, "XAmzContentSHA256Mismatch", message);
  }
  const md5 = request.headers["content-md5"];
  if (md5 !== undefined && md5 !== Buffer.from(digests.md5Hex, "hex").toString("base64"))
    throw badDigest("Content-MD5");
}

function assertChecksumHeader(name: string, value: string, digests: Digests): void {
  const algorithm = checksumAlgorithm(name);
  if (algorithm !== null) assertChecksum(algorithm, value, digests);
}

const incompleteBody = (): S3Error =>
  new S3Error(400, "IncompleteBody", "The request body does not have the length that its headers announce");

const malformedTrailer = (message: string): S3Error => new S3Error(400, "MalformedTrailerError", message);
