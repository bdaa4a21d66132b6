import { S3Error } from "./s3-error.ts";

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * Reads a Range header. Null means the whole object: no header, another unit, or several ranges, as S3 does.
 *
 * @throws S3Error InvalidRange when nothing of the object is in the range.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | null {
  const bounds = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = bounds ?? [];
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(first) > Number(last)) return null;
  if (start >= size || start > end) {
    const message = "The requested range is not satisfiable";
    throw new S3Error(416, "InvalidRange", message, { "content-range": `bytes */${String(size)}` });
  }
  return { start, length: end - start + 1 };
}
