import { invalidRequest, S3Error } from "./s3-error.ts";

/** Header lines after the last chunk, by lower-case name. Filled when the body has been read to its end. */
export type Trailers = Map<string, string>;

const MAX_LINE_BYTES = 1_024;
const MAX_TRAILERS = 8;
const CRLF = Buffer.from("\r\n");

/**
 * Takes the `aws-chunked` framing off a body: `<hex size>\r\n<data>\r\n` … `0\r\n<trailer lines>\r\n`. Yields the data as
 * it arrives and keeps at most one line in memory.
 *
 * @throws S3Error IncompleteBody when the body ends early, InvalidRequest when the framing is broken.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* decodeAwsChunked(source: AsyncIterable<Buffer>, trailers: Trailers): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    yield* decode(createByteReader(iterator), trailers);
  } finally {
    await iterator.return?.();
  }
}

async function* decode(input: ByteReader, trailers: Trailers): AsyncGenerator<Buffer> {
  for (let size = chunkSize(await input.line()); size > 0; size = chunkSize(await input.line())) {
    yield* input.take(size);
    if ((await input.line()) !== "") throw broken("a chunk is longer than its size says");
  }
  for (let line = await input.line(); line !== ""; line = await input.line()) {
    const colon = line.indexOf(":");
    if (colon < 1 || trailers.size === MAX_TRAILERS) throw broken("a trailer line is malformed");
    const name = line.slice(0, colon).trim().toLowerCase();
    if (trailers.has(name)) throw broken("a trailer is given twice");
    trailers.set(name, line.slice(colon + 1).trim());
  }
  if (!(await input.isAtEnd())) throw broken("there are bytes after the trailer");
}

function chunkSize(line: string): number {
  // A chunk may carry extensions (`;chunk-signature=…`); unsigned streams have none that matter.
  const size = /^([0-9a-f]{1,12})(?:;[^\r\n]*)?$/i.exec(line)?.[1];
  if (size === undefined) throw broken("a chunk size is malformed");
  return Number.parseInt(size, 16);
}

interface ByteReader {
  line(): Promise<string>;
  take(bytes: number): AsyncGenerator<Buffer>;
  isAtEnd(): Promise<boolean>;
}

function createByteReader(iterator: AsyncIterator<Buffer>): ByteReader {
  let pending: Buffer = Buffer.alloc(0);

  const pull = async (): Promise<boolean> => {
    const next = await iterator.next();
    if (next.done === true) return false;
    pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
    return true;
  };
  const pullOrFail = async (): Promise<void> => {
    if (!(await pull())) {
      const message = "You did not provide the number of bytes specified by the Content-Length HTTP header";
      throw new S3Error(400, "IncompleteBody", message);
    }
  };

  return {
    async line() {
      let end = pending.indexOf(CRLF);
      while (end < 0 && pending.length <= MAX_LINE_BYTES) {
        await pullOrFail();
        end = pending.indexOf(CRLF);
      }
      if (end < 0 || end > MAX_LINE_BYTES) throw broken("a line is too long");
      const line = pending.toString("latin1", 0, end);
      pending = pending.subarray(end + CRLF.length);
      return line;
    },
    async *take(bytes) {
      for (let left = bytes; left > 0;) {
        if (pending.length === 0) await pullOrFail();
        const part = pending.subarray(0, left);
        pending = pending.subarray(part.length);
        left -= part.length;
        if (part.length > 0) yield part;
      }
    },
    async isAtEnd() {
      while (pending.length === 0) if (!(await pull())) return true;
      return false;
    },
  };
}

const broken = (detail: string): S3Error => invalidRequest(`The aws-chunked body is malformed: ${detail}.`);
