import { createHash } from "node:crypto";

export type CheckTextOutcome =
  { kind: "text"; digest: string } | { kind: "refused"; reason: "WRONG_CONTENT" | "UNREADABLE" };

/** As far as a file is looked at for what no text has. */
const HEAD_BYTES = 4_096;
const TAB = 0x09;
const RETURN = 0x0d;
const SPACE = 0x20;
const DELETE = 0x7f;

/**
 * Reads a stream to its end in bounded memory, whatever its size: text in UTF-8 with the digest of its bytes, or why not.
 * WRONG_CONTENT: control characters among the first bytes, as every kind of binary file has them; UNREADABLE: not UTF-8.
 */
export async function checkText(chunks: AsyncIterable<Uint8Array>): Promise<CheckTextOutcome> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let headLeft = HEAD_BYTES;
  try {
    for await (const chunk of chunks) {
      if (chunk.subarray(0, headLeft).some(isControl)) return { kind: "refused", reason: "WRONG_CONTENT" };
      headLeft = Math.max(0, headLeft - chunk.length);
      hash.update(chunk);
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
  } catch (error) {
    if (isNotUtf8(error)) return { kind: "refused", reason: "UNREADABLE" };
    throw error;
  }
  return { kind: "text", digest: hash.digest("hex").slice(0, 32) };
}

const isControl = (byte: number): boolean => (byte < SPACE && (byte < TAB || byte > RETURN)) || byte === DELETE;

const isNotUtf8 = (error: unknown): boolean =>
  error instanceof TypeError && (error as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA";
