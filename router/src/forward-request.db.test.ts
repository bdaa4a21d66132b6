import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { afterAll, beforeEach, expect, it } from "vitest";
import { IDENTITY_HEADER } from "#platform/identity/credential.ts";
import { startTestGraph } from "./testing/test-graph.ts";

const graph = await startTestGraph();
const subgraph = graph.subgraphs["products"]!;
afterAll(() => graph.stop());
beforeEach(() => {
  subgraph.change({});
  subgraph.forwarded.splice(0);
});
const hook = (body: RequestInit["body"], headers: Record<string, string> = {}) =>
  graph.send("/webhooks/stripe?ignored=1", { method: "POST", body: body ?? null, headers });

it("hands on the very bytes and the headers that a signature needs", async () => {
  const body = Buffer.concat([Buffer.from('{"é":  1}\r\n'), randomBytes(64)]);
  const { status, text } = await hook(body, { "stripe-signature": "t=1,v1=ab", "content-type": "application/json" });
  expect([status, text]).toEqual([202, "kept"]);
  const [received] = subgraph.forwarded;
  expect(Buffer.from(received!.body).equals(body)).toBe(true);
  expect(received).toMatchObject({
    method: "POST",
    path: "/webhooks/stripe",
    query: "ignored=1",
    headers: { "stripe-signature": "t=1,v1=ab", "content-type": "application/json" },
  });
  expect(graph.takeCalls()).toEqual([]);
});

it("hands on an empty body", async () => {
  expect((await hook("")).status).toBe(202);
  expect(subgraph.forwarded.map(({ body }) => body.byteLength)).toEqual([0]);
});

it("keeps to itself the credential that a stranger brings, and shows nothing of the subgraph's headers but the type", async () => {
  const { headers } = await hook("{}", { [IDENTITY_HEADER]: "made.by.client", "x-request-id": "request-0001" });
  expect(subgraph.forwarded[0]!.headers).not.toHaveProperty(IDENTITY_HEADER);
  expect(subgraph.forwarded[0]!.headers["x-request-id"]).toBe("request-0001");
  expect(headers.get("content-type")).toBe("text/plain");
  expect(headers.get("x-inner")).toBeNull();
  expect(headers.get("cache-control")).toBe("no-store");
});

it("takes what a stranger's connection needs for its own: chunks, and a wish to be asked first", async () => {
  const status = await new Promise((resolve, reject) => {
    const request = httpRequest(`${graph.origin}/webhooks/stripe`, {
      method: "POST",
      headers: { "transfer-encoding": "chunked", expect: "100-continue", te: "trailers", connection: "close, x-own" },
    });
    request.on("response", (response) => resolve(response.resume().statusCode));
    request.on("error", reject);
    request.on("continue", () => request.end("in chunks"));
  });
  expect(status).toBe(202);
  expect(Buffer.from(subgraph.forwarded[0]!.body).toString()).toBe("in chunks");
});

it("refuses more than a megabyte before the subgraph hears of it", async () => {
  const { status, body } = await hook("x".repeat(1024 * 1024 + 1));
  expect([status, body?.errors?.[0]?.extensions]).toEqual([413, { code: "BAD_USER_INPUT" }]);
  expect(subgraph.forwarded).toEqual([]);
});

it("hands on a page's address with its query as it came, and shows what the page may do", async () => {
  const policy = "default-src 'none'";
  subgraph.change({
    handle: async () => ({
      status: 200,
      headers: { "content-type": "text/html", "content-security-policy": policy, "x-inner": "1" },
      body: "<p>a page",
    }),
  });
  const { status, text, headers } = await graph.send("/pages/a.txt?token=a%2Fb.c&x=+1");
  expect([status, text]).toEqual([200, "<p>a page"]);
  expect(subgraph.forwarded).toMatchObject([{ method: "GET", path: "/pages/a.txt", query: "token=a%2Fb.c&x=+1" }]);
  expect(headers.get("content-security-policy")).toBe(policy);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-inner")).toBeNull();
});

it("answers a HEAD like a GET, without the body", async () => {
  const { status, text, headers } = await graph.send("/pages", { method: "HEAD" });
  expect([status, text, headers.get("content-type")]).toEqual([202, "", "text/plain"]);
  expect(subgraph.forwarded).toMatchObject([{ method: "GET", path: "/pages" }]);
});

it("hands on only the methods of a route, and nothing that leads out of it", async () => {
  const answers = [await graph.send("/webhooks/stripe"), await graph.send("/pages", { method: "DELETE" })];
  expect(answers.map(({ status }) => status)).toEqual([405, 405]);
  expect(answers[0]!.headers.get("allow")).toBe("POST, OPTIONS");
  expect(answers[1]!.headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
  for (const path of ["/pages/../graphql", "/pages/%2e%2e/events", "/pages/..%2Fgraphql", "/pages/\\..\\graphql"]) {
    expect(await statusOfPost(path), path).toBe(404);
  }
  expect(subgraph.forwarded).toEqual([]);
});

/** POSTs to the path as it is; `fetch` would tidy it up. */
const statusOfPost = (path: string) =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ port: graph.port, path, method: "POST" });
    request.on("response", (response) => resolve(response.resume().statusCode));
    request.on("error", reject);
    request.end("{}");
  });

it("asks to be called again when the subgraph is away, and names no address", async () => {
  const other = await startTestGraph();
  try {
    await other.subgraphs["products"]!.kill();
    const { status, text, body } = await other.send("/webhooks/stripe", { method: "POST", body: "{}" });
    expect([status, body?.errors?.[0]?.extensions]).toEqual([503, { code: "SUBGRAPH_UNAVAILABLE" }]);
    expect(text).not.toContain("127.0.0.1");
  } finally {
    await other.stop();
  }
});
