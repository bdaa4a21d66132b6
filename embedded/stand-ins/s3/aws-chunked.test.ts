import { expect, it } from "vitest";
import { decodeAwsChunked } from "./aws-chunked.ts";
import type { Trailers } from "./aws-chunked.ts";

async function decode(...parts: string[]): Promise<{ data: string; trailers: Trailers }> {
  const trailers: Trailers = new Map();
  const chunks: Buffer[] = [];
  async function* source(): AsyncGenerator<Buffer> {
    for (const part of parts) yield Buffer.from(part);
  }
  for await (const chunk of decodeAwsChunked(source(), trailers)) chunks.push(chunk);
  return { data: Buffer.concat(chunks).toString(), trailers };
}

const BODY = "5\r\nhello\r\n7;x=1\r\n, world\r\n0\r\nx-amz-checksum-crc32: abc=\r\nx-amz-other:d\r\n\r\n";

it("gives the data without framing and the trailers, wherever the network cuts the body", async () => {
  for (let cut = 0; cut <= BODY.length; cut += 1) {
    const { data, trailers } = await decode(BODY.slice(0, cut), BODY.slice(cut));
    expect(data).toBe("hello, world");
    expect([...trailers]).toEqual([
      ["x-amz-checksum-crc32", "abc="],
      ["x-amz-other", "d"],
    ]);
  }
  expect((await decode(...BODY)).data).toBe("hello, world");
});

it("takes data that looks like framing as data", async () => {
  expect((await decode("a\r\n0\r\n\r\n5\r\nab\r\n0\r\n\r\n")).data).toBe("0\r\n\r\n5\r\nab");
});

it("refuses a body that ends early, at every byte", async () => {
  for (let end = 0; end < BODY.length; end += 1) {
    await expect(decode(BODY.slice(0, end))).rejects.toMatchObject({ code: "IncompleteBody" });
  }
});

it.each([
  ["a size that is no number", "xyz\r\nhello\r\n0\r\n\r\n"],
  ["a negative size", "-5\r\nhello\r\n0\r\n\r\n"],
  ["a size beyond reason", "fffffffffffff\r\nhello\r\n0\r\n\r\n"],
  ["a chunk longer than its size", "4\r\nhello\r\n0\r\n\r\n"],
  ["a line without end", `5;${"x".repeat(5_000)}`],
  ["a trailer without a name", "0\r\n:value\r\n\r\n"],
  ["a trailer given twice", "0\r\na:1\r\nA:2\r\n\r\n"],
  ["too many trailers", `0\r\n${"abcdefghi".replace(/./g, "$&:1\r\n")}\r\n`],
  ["bytes after the end", "0\r\n\r\nmore"],
])("refuses %s", async (_what, body) => {
  await expect(decode(body)).rejects.toMatchObject({ code: "InvalidRequest" });
});
