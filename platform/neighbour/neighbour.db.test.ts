import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import type { EventEnvelope } from "#platform/events/envelope.ts";
import { newId } from "#platform/ids/id.ts";
import { createCredentialSigner, createCredentialVerifier, IDENTITY_HEADER } from "#platform/identity/credential.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { serveSubgraph } from "#platform/subgraph/serve-subgraph.ts";
import type { Subgraph } from "#platform/subgraph/subgraph.ts";
import { createHttpNeighbour } from "./http-neighbour.ts";
import { createLocalNeighbour } from "./local-neighbour.ts";
import type { Neighbour, RawRequest } from "./neighbour.ts";

const secret = new TextEncoder().encode("a secret of at least thirty-two bytes");
const now = () => new Date();
const deadlines = { readMs: 300, writeMs: 600 };
const logger = pino({ level: "silent" });
const viewer: Viewer = {
  kind: "user",
  userId: newId("user", now()),
  sessionId: newId("sess", now()),
  scopes: ["user:read"],
  memberships: [],
};
const event: EventEnvelope = {
  id: "evt_1",
  name: "a.b.v1",
  occurredAt: now().toISOString(),
  requestId: null,
  payload: { n: 1 },
};

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A subgraph that tells what reached it. */
function anEcho(change: Partial<Subgraph> = {}): { subgraph: Subgraph; accepted: EventEnvelope[] } {
  const verify = createCredentialVerifier("echo", { secret, now });
  const accepted: EventEnvelope[] = [];
  const subgraph: Subgraph = {
    name: "echo",
    sdl: "",
    access: [],
    graphql: async (request, headers) => {
      try {
        return {
          data: { request, identity: await verify(headers[IDENTITY_HEADER]), requestId: headers["x-request-id"] },
        };
      } catch {
        return { errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] };
      }
    },
    accept: async (envelope, headers) => {
      await verify(headers[IDENTITY_HEADER]);
      accepted.push(envelope);
    },
    handle: async ({ body }) => ({
      status: 202,
      headers: { "x-size": String(body.byteLength) },
      body: Buffer.from(body).toString(),
    }),
    startWorker: () => Promise.reject(new Error("unused")),
    checkReady: () => Promise.resolve(),
    close: () => Promise.resolve(),
    ...change,
  };
  return { subgraph, accepted };
}

type Connect = (subgraph: Subgraph, caller?: { secret: Uint8Array }) => Promise<Neighbour>;

const local: Connect = async (subgraph, caller = { secret }) =>
  createLocalNeighbour({ subgraph, sign: createCredentialSigner("router", { ...caller, now }), deadlines });

const http: Connect = async (subgraph, caller = { secret }) => {
  const server = await serveSubgraph({ subgraph, api: true, host: "127.0.0.1", port: 0, logger });
  cleanUp.push(() => server.stop());
  const sign = createCredentialSigner("router", { ...caller, now });
  return toNeighbour(`http://127.0.0.1:${server.port}`, sign);
};

function toNeighbour(url: string, sign = createCredentialSigner("router", { secret, now })): Neighbour {
  const neighbour = createHttpNeighbour({ name: "echo", url, sign, deadlines });
  cleanUp.push(() => neighbour.close());
  return neighbour;
}

const never = () => new Promise<never>(() => {});

describe.each([
  ["in this process", local],
  ["over HTTP", http],
])("a neighbour %s", (_, connect) => {
  it("carries the request, who calls, for whom, and the request id", async () => {
    const neighbour = await connect(anEcho().subgraph);
    const request = {
      query: "query A($x: Int) { a(x: $x) }",
      operationName: "A",
      variables: { x: 1, deep: { é: ["✓", null] } },
    };
    const answer = await neighbour.graphql(request, { viewer, requestId: "request-1" });
    expect(answer).toEqual({ data: { request, identity: { caller: "router", viewer }, requestId: "request-1" } });
  });

  it("is refused without the shared secret", async () => {
    const { subgraph, accepted } = anEcho();
    const stranger = await connect(subgraph, { secret: new Uint8Array(32) });
    const answer = await stranger.graphql({ query: "{ a }" }, { viewer, requestId: "r" });
    expect(answer).toEqual({ errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] });
    await expect(stranger.deliver(event)).rejects.toBeInstanceOf(AppError);
    expect(accepted).toEqual([]);
  });

  it("delivers an event whole, and fails when the sibling could not keep it", async () => {
    const { subgraph, accepted } = anEcho();
    await (await connect(subgraph)).deliver(event);
    expect(accepted).toEqual([event]);
    const broken = await connect(anEcho({ accept: () => Promise.reject(new Error("disk full")) }).subgraph);
    await expect(broken.deliver(event)).rejects.toThrow();
  });

  it("hands on a stranger's bytes as they came", async () => {
    const body = Buffer.from('{"é":  1}\n');
    const headers = {
      "x-sig": "1",
      host: "shop.test",
      connection: "close",
      "transfer-encoding": "chunked",
      expect: "100-continue",
    };
    const request = { method: "POST", path: "/hook", query: "", headers, body } as const;
    const answer = await (await connect(anEcho().subgraph)).forward(request);
    expect(answer).toMatchObject({ status: 202, body: body.toString(), headers: { "x-size": String(body.length) } });
  });

  it.each([
    { method: "GET", path: "/page/a", query: "" },
    { method: "GET", path: "/page", query: "token=a%2Fb.c&&x=%zz+1?y" },
    { method: "POST", path: "/page", query: "token=a.b" },
  ] as const)("hands on how and where a stranger asks: $method $path?$query", async (target) => {
    const received: RawRequest[] = [];
    const handle = async (request: RawRequest) => {
      received.push(request);
      return { status: 200, headers: {}, body: "" };
    };
    const neighbour = await connect(anEcho({ handle }).subgraph);

    await neighbour.forward({ ...target, headers: {}, body: Buffer.from("") });

    expect(received).toMatchObject([target]);
    expect(received[0]!.body.byteLength).toBe(0);
  });

  it("gives up on a frozen sibling with a typed error", async () => {
    const frozen = await connect(anEcho({ graphql: never, accept: never, handle: never, checkReady: never }).subgraph);
    await expect(frozen.graphql({ query: "{ a }" }, { viewer, requestId: "r" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    await expect(frozen.deliver(event)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(frozen.checkReady()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const page = { method: "GET", path: "/page", query: "", headers: {}, body: new Uint8Array() } as const;
    await expect(frozen.forward(page)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("a neighbour over HTTP", () => {
  async function poisoned(status: number, type: string, body: string): Promise<Neighbour> {
    const server: Server = createServer((_, response) =>
      response.writeHead(status, { "content-type": type }).end(body),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanUp.push(() => new Promise((resolve) => server.close(resolve)));
    return toNeighbour(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  it.each([
    ["HTML", 502, "text/html", "<h1>Bad gateway</h1>"],
    ["wrong types", 200, "application/json", '{"data":[1]}'],
    ["an answer that is too large", 200, "application/json", `{"data":{"a":"${"x".repeat(21 * 1024 * 1024)}"}}`],
    ["nothing", 200, "application/json", ""],
  ])("answers %s with a typed error", async (_, status, type, body) => {
    const neighbour = await poisoned(status, type, body);
    await expect(neighbour.graphql({ query: "{ a }" }, { viewer, requestId: "r" })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
  });

  it("answers a dead sibling with a typed error that names no address", async () => {
    const failure = toNeighbour("http://127.0.0.1:9").graphql({ query: "{ a }" }, { viewer, requestId: "r" });
    await expect(failure).rejects.toMatchObject({
      code: "UNAVAILABLE",
      publicMessage: "echo is not available. Try again.",
    });
  });
});
