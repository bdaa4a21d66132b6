import { createHash } from "node:crypto";
import { once } from "node:events";
import { Agent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { errorCode, sendRaw, signHeaders, startTestStandIn } from "./test-stand-in.ts";
import type { TestStandIn } from "./test-stand-in.ts";

let standIn: TestStandIn;
let before: string[];
const Bucket = "shop";

beforeAll(async () => {
  standIn = await startTestStandIn({ limits: { maxObjectBytes: 100_000 } });
  await standIn.client.send(new s3.PutObjectCommand({ Bucket, Key: "secret", Body: "private" }));
  before = await standIn.contents(Bucket);
});
afterAll(() => standIn.stop());

async function expectNothingChanged(): Promise<void> {
  expect(await standIn.contents(Bucket)).toEqual(before);
  expect(await standIn.leftovers()).toEqual([]);
  expect(standIn.errors).toEqual([]);
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it.each([
  ["another hash", { "x-amz-content-sha256": sha256("other") }, "XAmzContentSHA256Mismatch"],
  ["another MD5", { "content-md5": "XrY7u+Ae7tCTyyK7j1rNww==" }, "BadDigest"],
  ["another crc32", { "x-amz-checksum-crc32": "AAAAAA==" }, "BadDigest"],
  ["another sha256 checksum", { "x-amz-checksum-sha256": "AAAA" }, "BadDigest"],
  ["a hash that is none", { "x-amz-content-sha256": "nonsense" }, "InvalidArgument"],
  ["signed chunks", { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" }, "NotImplemented"],
  ["a checksum that nobody checks", { "x-amz-checksum-crc64nvme": "AAAA" }, "NotImplemented"],
])("stores nothing when the body comes with %s", async (_what, claims, code) => {
  const headers = await signHeaders(standIn, { method: "PUT", path: "/shop/x", headers: claims });
  const sent = { ...headers, "content-length": "5" };
  const answer = await sendRaw(standIn, { method: "PUT", path: "/shop/x", headers: sent, body: "hello" });
  expect(errorCode(answer)).toBe(code);
  await expectNothingChanged();
});

const CHUNKED = {
  "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "x-amz-decoded-content-length": "5",
  "x-amz-trailer": "x-amz-checksum-crc32",
};

const HELLO = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";

it.each([
  ["the right trailer", {}, HELLO, undefined],
  ["a wrong trailer", {}, HELLO.replace("NhCmhg==", "AAAAAA=="), "BadDigest"],
  ["no trailer", {}, "5\r\nhello\r\n0\r\n\r\n", "MalformedTrailerError"],
  [
    "a trailer that was not announced",
    {},
    HELLO.replace("\r\n\r\n", "\r\nx-amz-checksum-sha1:x\r\n\r\n"),
    "MalformedTrailerError",
  ],
  ["no announced trailer", { "x-amz-trailer": "" }, HELLO, "InvalidRequest"],
  ["more data than announced", { "x-amz-decoded-content-length": "4" }, HELLO, "IncompleteBody"],
  ["less data than announced", { "x-amz-decoded-content-length": "6" }, HELLO, "IncompleteBody"],
  ["broken framing", {}, "5\r\nhello!\r\n0\r\n\r\n", "InvalidRequest"],
  ["an announced size above the limit", { "x-amz-decoded-content-length": "100001" }, HELLO, "EntityTooLarge"],
])("decodes a chunked upload strictly: %s", async (_what, claims, body, code) => {
  const headers = await signHeaders(standIn, { method: "PUT", path: "/shop/x", headers: { ...CHUNKED, ...claims } });
  const sent = { ...headers, "content-length": String(body.length) };
  const answer = await sendRaw(standIn, { method: "PUT", path: "/shop/x", headers: sent, body });
  expect(errorCode(answer)).toBe(code);
  if (code === undefined) {
    const got = await standIn.client.send(new s3.GetObjectCommand({ Bucket, Key: "x" }));
    expect(await got.Body?.transformToString()).toBe("hello");
    await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "x" }));
  }
  await expectNothingChanged();
});

it("refuses a body above the limit, and one that hides its size", async () => {
  const tooLarge = new s3.PutObjectCommand({ Bucket, Key: "x", Body: Buffer.alloc(100_001) });
  await expect(standIn.client.send(tooLarge)).rejects.toMatchObject({ name: "EntityTooLarge" });
  const headers = await signHeaders(standIn, { method: "PUT", path: "/shop/x" });
  const sent = { ...headers, "transfer-encoding": "chunked" };
  const hidden = await sendRaw(standIn, { method: "PUT", path: "/shop/x", headers: sent, body: "hello" });
  expect([hidden.status, errorCode(hidden)]).toEqual([411, "MissingContentLength"]);
  await expectNothingChanged();
});

it("asks a client that waits for its body only when it will take it", async () => {
  const ask = async (path: string): Promise<{ continued: boolean; status: number | undefined }> => {
    const signed = await signHeaders(standIn, { method: "PUT", path: "/shop/waiting" });
    const headers = { ...signed, "content-length": "5", expect: "100-continue" };
    const outgoing = httpRequest({ host: "127.0.0.1", port: standIn.port, method: "PUT", path, headers });
    let continued = false;
    outgoing.on("continue", () => {
      continued = true;
      outgoing.end("hello");
    });
    outgoing.flushHeaders();
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    answer.resume();
    outgoing.destroy();
    return { continued, status: answer.statusCode };
  };
  expect(await ask("/shop/waiting")).toEqual({ continued: true, status: 200 });
  expect(await ask("/shop/elsewhere")).toEqual({ continued: false, status: 403 });
  await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "waiting" }));
  await expectNothingChanged();
});

it("stores nothing when the client goes away half way", async () => {
  const headers = await signHeaders(standIn, { method: "PUT", path: "/shop/half" });
  const socket = connect(standIn.port, "127.0.0.1");
  await once(socket, "connect");
  const lines = Object.entries({ ...headers, "content-length": "1000", expect: "100-continue" });
  socket.write(`PUT /shop/half HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  await once(socket, "data"); // the go-ahead: the temporary file is open by now or about to be
  socket.write("half");
  await expect.poll(() => standIn.leftovers()).toHaveLength(1);
  socket.destroy();
  await expect.poll(() => standIn.leftovers()).toEqual([]);
  await expectNothingChanged();
});

it("answers a refused upload that is still arriving, and goes on serving the same connection", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const send = (headers: Record<string, string>, body: Buffer) =>
    new Promise<{ status: number | undefined; port: number | undefined }>((resolve, reject) => {
      const options = { host: "127.0.0.1", port: standIn.port, method: "PUT", path: "/shop/late", headers, agent };
      const outgoing = httpRequest(options, (answer) => {
        answer.resume();
        answer.on("end", () => {
          resolve({ status: answer.statusCode, port: outgoing.socket?.localPort });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  const headers = await signHeaders(standIn, { method: "PUT", path: "/shop/late", headers: CHUNKED });
  const broken = Buffer.concat([Buffer.from("nonsense\r\n"), Buffer.alloc(8_000_000)]);
  const sent = { ...headers, "content-length": String(broken.length) };
  const refused = await send(sent, broken);
  expect(refused.status).toBe(400);
  expect(await send({ "content-length": "4" }, Buffer.from("evil"))).toEqual({ status: 403, port: refused.port });
  agent.destroy();
  await expectNothingChanged();
});
