import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { invalidRequest, notImplemented, S3Error } from "./s3-error.ts";

/** Digests of a body that has been read to its end. */
export interface Digests {
  readonly size: number;
  readonly sha256Hex: string;
  readonly md5Hex: string;
  readonly crc32Base64: string;
  readonly sha1Base64: string;
}

const SUPPORTED = ["crc32", "sha1", "sha256"] as const;
type ChecksumAlgorithm = (typeof SUPPORTED)[number];

const CHECKSUM_PREFIX = "x-amz-checksum-";

export function createDigester(): { add(bytes: Buffer): void; digests(): Digests } {
  const sha256 = createHash("sha256");
  const sha1 = createHash("sha1");
  const md5 = createHash("md5");
  let crc = 0;
  let size = 0;
  return {
    add(bytes) {
      size += bytes.length;
      crc = crc32(bytes, crc);
      for (const hash of [sha256, sha1, md5]) hash.update(bytes);
    },
    digests() {
      const crcBytes = Buffer.alloc(4);
      crcBytes.writeUInt32BE(crc);
      return {
        size,
        sha256Hex: sha256.digest("hex"),
        md5Hex: md5.digest("hex"),
        crc32Base64: crcBytes.toString("base64"),
        sha1Base64: sha1.digest("base64"),
      };
    },
  };
}

/**
 * The algorithm of an `x-amz-checksum-…` header or trailer name; null for the two that describe rather than carry one.
 *
 * @throws S3Error NotImplemented for an algorithm that would otherwise go unchecked.
 */
export function checksumAlgorithm(headerName: string): ChecksumAlgorithm | null {
  if (!headerName.startsWith(CHECKSUM_PREFIX)) throw invalidRequest(`${headerName} is not a checksum`);
  const name = headerName.slice(CHECKSUM_PREFIX.length);
  if (["algorithm", "mode", "type"].includes(name)) return null;
  const algorithm = SUPPORTED.find((candidate) => candidate === name);
  if (algorithm === undefined) throw notImplemented(`the checksum ${name}`);
  return algorithm;
}

export const isChecksumHeader = (name: string): boolean => name.startsWith(CHECKSUM_PREFIX);

/** @throws S3Error BadDigest when the body is not what the sender computed. */
export function assertChecksum(algorithm: ChecksumAlgorithm, given: string, digests: Digests): void {
  const computed = {
    crc32: digests.crc32Base64,
    sha1: digests.sha1Base64,
    sha256: Buffer.from(digests.sha256Hex, "hex").toString("base64"),
  }[algorithm];
  if (computed !== given) throw badDigest(algorithm.toUpperCase());
}

export const badDigest = (what: string): S3Error =>
  new S3Error(400, "BadDigest", `The ${what} you specified did not match what we received.`);
