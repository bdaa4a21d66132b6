import { randomBytes } from "node:crypto";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { errorCode, sendRaw, startTestStandIn } from "./test-stand-in.ts";
import type { RawAnswer, TestStandIn } from "./test-stand-in.ts";

let standIn: TestStandIn;
const Bucket = "shop";

beforeAll(async () => {
  standIn = await startTestStandIn();
  await standIn.client.send(new s3.PutObjectCommand({ Bucket, Key: "a", Body: "a" }));
});
afterEach(() => control("DELETE"));
afterAll(() => standIn.stop());

function control(method: string, value?: unknown, path = "/_control/faults"): Promise<RawAnswer> {
  const body = value === undefined ? "" : JSON.stringify(value);
  const headers = { "content-type": "application/json", "content-length": String(body.length) };
  return sendRaw(standIn, { method, path, headers, body });
}

const listFaults = async (): Promise<unknown> => JSON.parse((await control("GET")).body);
const head = (client = standIn.client) => client.send(new s3.HeadObjectCommand({ Bucket, Key: "a" }));
const get = () => standIn.client.send(new s3.GetObjectCommand({ Bucket, Key: "a" }));

it("answers 503 as often as asked, to what matches, and does nothing meanwhile", async () => {
  const added = await control("POST", { kind: "unavailable", times: 2, match: "PUT /shop/b" });
  const fault = { id: expect.any(String) as string, kind: "unavailable", times: 2, match: "PUT /shop/b" };
  expect([added.status, JSON.parse(added.body)]).toEqual([201, { ...fault, hits: 0 }]);
  await head();
  const put = () => standIn.client.send(new s3.PutObjectCommand({ Bucket, Key: "b", Body: "b" }));
  const refusal = { name: "ServiceUnavailable", $metadata: { httpStatusCode: 503 } };
  await expect(put()).rejects.toMatchObject(refusal);
  expect(await listFaults()).toEqual({ faults: [{ ...fault, hits: 1 }] });
  await expect(put()).rejects.toMatchObject(refusal);
  expect(await standIn.contents(Bucket)).toHaveLength(1);
  expect(await listFaults()).toEqual({ faults: [] });
  await put();
  await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "b" }));
});

it("goes unnoticed by a client that tries again", async () => {
  await control("POST", { kind: "unavailable", times: 1 });
  await control("POST", { kind: "lostHead", times: 1 });
  const patient = standIn.newClient({ maxAttempts: 4, retryMode: "standard" });
  expect((await head(patient)).ContentLength).toBe(1);
  expect(await listFaults()).toEqual({ faults: [] });
});

it("loses the answer of a HEAD and of nothing else", async () => {
  await control("POST", { kind: "lostHead" });
  await expect(head()).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(await (await get()).Body?.transformToString()).toBe("a");
  await control("DELETE");
  await control("POST", { kind: "lostHead", answer: "notFound", times: 1 });
  await expect(head()).rejects.toMatchObject({ name: "NotFound" });
  expect((await head()).ContentLength).toBe(1);
  expect(standIn.errors).toEqual([]);
});

it("answers slow requests late but rightly, and others meanwhile; a client may give up", async () => {
  await control("POST", { kind: "slow", ms: 20, match: "HEAD", times: 1 });
  expect((await head()).ContentLength).toBe(1);

  await control("POST", { kind: "slow", ms: 600_000, match: "HEAD" });
  const leaving = new AbortController();
  const input = new s3.HeadObjectCommand({ Bucket, Key: "a" });
  const held = expect(standIn.client.send(input, { abortSignal: leaving.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
  await expect.poll(async () => JSON.stringify(await listFaults())).toContain('"hits":1');
  expect(await (await get()).Body?.transformToString()).toBe("a");
  leaving.abort();
  await held;
});

it("closes while requests are being held back, without waiting for them", async () => {
  await control("POST", { kind: "slow", ms: 600_000, match: "HEAD" });
  const held = expect(head()).rejects.toMatchObject({ code: "ECONNRESET" });
  await expect.poll(async () => JSON.stringify(await listFaults())).toContain('"hits":1');
  await standIn.restart();
  await held;
  expect(await listFaults()).toEqual({ faults: [] });
  expect(standIn.errors).toEqual([]);
});

it("lets an answer that is under way finish when it is closed", async () => {
  const Body = randomBytes(200_000);
  await standIn.client.send(new s3.PutObjectCommand({ Bucket, Key: "large", Body }));
  const got = await standIn.client.send(new s3.GetObjectCommand({ Bucket, Key: "large" }));
  const [bytes] = await Promise.all([got.Body?.transformToByteArray(), standIn.restart()]);
  expect(Buffer.from(bytes ?? []).equals(Body)).toBe(true);
  await standIn.client.send(new s3.DeleteObjectCommand({ Bucket, Key: "large" }));
});

it("takes one fault away by its id and all of them at once", async () => {
  const { id } = JSON.parse((await control("POST", { kind: "unavailable" })).body) as { id: string };
  await control("POST", { kind: "lostHead" });
  expect((await control("DELETE", undefined, `/_control/faults/${id}`)).status).toBe(204);
  expect((await control("DELETE", undefined, `/_control/faults/${id}`)).status).toBe(404);
  expect(await listFaults()).toMatchObject({ faults: [{ kind: "lostHead" }] });
  expect((await control("DELETE")).status).toBe(204);
  expect(await listFaults()).toEqual({ faults: [] });
});

it.each([
  {},
  { kind: "explode" },
  { kind: "slow" },
  { kind: "slow", ms: -1 },
  { kind: "unavailable", times: 0 },
  { kind: "unavailable", match: "" },
  { kind: "unavailable", extra: true },
  { kind: "lostHead", answer: "maybe" },
  "text",
])("refuses the fault %j", async (fault) => {
  expect((await control("POST", fault)).status).toBe(400);
  expect(await listFaults()).toEqual({ faults: [] });
});

it("is not a web page's to switch, and answers its health check", async () => {
  const body = JSON.stringify({ kind: "unavailable" });
  const headers = { "content-type": "application/json", "content-length": String(body.length) };
  const path = "/_control/faults";
  const fromPage = { ...headers, origin: "https://evil.example" };
  expect((await sendRaw(standIn, { method: "POST", path, headers: fromPage, body })).status).toBe(403);
  const asText = { ...headers, "content-type": "text/plain" };
  expect((await sendRaw(standIn, { method: "POST", path, headers: asText, body })).status).toBe(415);
  expect((await control("PUT", {})).status).toBe(405);
  expect((await control("GET", undefined, "/_control/else")).status).toBe(404);
  expect(await listFaults()).toEqual({ faults: [] });
  expect((await control("GET", undefined, "/_control/health")).status).toBe(200);
  expect(errorCode(await sendRaw(standIn, { method: "GET", path: "/_controls/faults" }))).toBe("AccessDenied");
});
