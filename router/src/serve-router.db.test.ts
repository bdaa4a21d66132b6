import diagnostics from "node:diagnostics_channel";
import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startTestGraph } from "./testing/test-graph.ts";

const SHOP = "https://shop.example";
const graph = await startTestGraph({ corsOrigins: [SHOP] });
afterAll(() => graph.stop());
beforeEach(() => void graph.takeCalls());
const faults = () => graph.log.filter(({ level }) => Number(level) >= 40);

async function open(text: string): Promise<Socket> {
  const socket = connect(graph.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

describe("every answer", () => {
  it.each([
    ["/graphql", "no-store"],
    ["/health/live", "no-store"],
    ["/health/ready", "no-store"],
    ["/.well-known/jwks.json", "public, max-age=60"],
    ["/nothing", "no-store"],
  ])(
    "of %s names no software, may be kept as %s says and not guessed at, and has a request id",
    async (path, cacheControl) => {
      const { headers } = await graph.send(path, { headers: { "apollo-require-preflight": "1" } });
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("server")).toBeNull();
      expect(headers.get("cache-control")).toBe(cacheControl);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it("of data is not stored either", async () => {
    const { headers } = await graph.post({ query: "{ products { id } }" });
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("methods", () => {
  it.each([
    ["/graphql", "DELETE", "GET, HEAD, POST, OPTIONS"],
    ["/health/live", "POST", "GET, HEAD, OPTIONS"],
    ["/health/ready", "PUT", "GET, HEAD, OPTIONS"],
    ["/.well-known/jwks.json", "POST", "GET, HEAD, OPTIONS"],
    ["/webhooks/stripe", "GET", "POST, OPTIONS"],
  ])("%s refuses %s and says what it takes", async (path, method, allow) => {
    const { status, headers, body } = await graph.send(path, { method });
    expect(status).toBe(405);
    expect(headers.get("allow")).toBe(allow);
    expect(body?.errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT" });
    const options = await graph.send(path, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, allow]);
  });

  it.each(["/health/live", "/health/ready", "/.well-known/jwks.json"])(
    "HEAD %s is GET without the body",
    async (path) => {
      const { status, headers, text } = await graph.send(path, { method: "HEAD" });
      expect([status, text]).toEqual([200, ""]);
      expect(Number(headers.get("content-length"))).toBeGreaterThan(0);
    },
  );

  it.each(["/", "/explorer", "/graphql/x", "/webhooks", "/events", "//"])("there is nothing at %s", async (path) => {
    expect((await graph.send(path)).status).toBe(404);
    expect((await graph.send(path, { method: "POST" })).status).toBe(404);
  });
});

describe("pages of other origins", () => {
  const preflight = (origin: string) =>
    graph.send("/graphql", {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });

  it("an allowed one may call, with a token and without cookies", async () => {
    const { status, headers } = await preflight(SHOP);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(headers.get("access-control-allow-headers")).toContain("authorization");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    const answer = await graph.post({ query: "{ products { id } }" }, { origin: SHOP });
    expect(answer.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
    expect(answer.headers.get("vary")).toBe("Origin");
  });

  it.each(["https://evil.example", `${SHOP}.evil.example`, "http://shop.example", "null"])(
    "%s gets no permission",
    async (origin) => {
      for (const { headers } of [
        await preflight(origin),
        await graph.post({ query: "{ products { id } }" }, { origin }),
      ]) {
        expect(headers.get("access-control-allow-origin")).toBeNull();
        expect(headers.get("vary")).toBe("Origin");
      }
    },
  );

  it("an installation that allows any says so", async () => {
    const anyone = await startTestGraph({ corsOrigins: ["*"] });
    try {
      const { headers } = await anyone.post({ query: "{ products { id } }" }, { origin: "https://a.example" });
      expect(headers.get("access-control-allow-origin")).toBe("*");
    } finally {
      await anyone.stop();
    }
  });
});

describe("slow and broken clients", () => {
  it("have five seconds for their headers and fifteen for all", async () => {
    const served = new Promise<Server>((resolve) =>
      diagnostics.subscribe("http.server.request.start", (message) => {
        const { server, request } = message as { server: Server; request: { url: string } };
        if (request.url === "/health/live?timeouts") resolve(server);
      }),
    );
    await graph.send("/health/live?timeouts");
    const { headersTimeout, requestTimeout, keepAliveTimeout } = await served;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout }).toEqual({
      headersTimeout: 5_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 65_000,
    });
  });

  it.each(["/graphql", "/webhooks/stripe"])(
    "one that leaves in the middle of its body for %s is no fault",
    async (path) => {
      graph.log.splice(0);
      const head = `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n`;
      const socket = await open(`${head}{"query`);
      socket.destroy();
      await expect.poll(() => graph.log.filter(({ msg }) => String(msg).startsWith("the client left"))).toHaveLength(1);
      expect(faults()).toEqual([]);
      expect(graph.takeCalls()).toEqual([]);
      expect(graph.subgraphs["products"]!.forwarded).toEqual([]);
    },
  );

  it("a body that turns out too large is cut, however it is sent", async () => {
    const chunk = `${(8_192).toString(16)}\r\n${"x".repeat(8_192)}\r\n`;
    const socket = await open(
      `POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(33)}`,
    );
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    expect(graph.takeCalls()).toEqual([]);
  });

  it("what is no HTTP is answered with 400, headers beyond 16 kB with 431", async () => {
    for (const [text, status] of [
      ["NONSENSE\r\n\r\n", 400],
      [`GET /health/live HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const socket = await open(text);
      const [answer] = (await once(socket, "data")) as [Buffer];
      expect(answer.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      socket.destroy();
    }
    expect(faults()).toEqual([]);
  });
});

it("a fault of ours is INTERNAL with the request id, and the log has the rest", async () => {
  const faulty = await startTestGraph({ readKeys: () => Promise.reject(new TypeError("password=hunter2")) });
  try {
    const { status, body } = await faulty.send("/.well-known/jwks.json", {
      headers: { "x-request-id": "request-0001" },
    });
    const extensions = { code: "INTERNAL", requestId: "request-0001" };
    expect([status, body]).toEqual([500, { errors: [{ message: "Something went wrong on our side.", extensions }] }]);
    expect(faulty.log.filter(({ level }) => level === 50)).toMatchObject([
      { requestId: "request-0001", err: { message: "password=hunter2" } },
    ]);
  } finally {
    await faulty.stop();
  }
});
