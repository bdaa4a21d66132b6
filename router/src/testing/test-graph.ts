import { composeServices } from "@apollo/composition";
import { BlockList } from "node:net";
import { parse } from "graphql";
import { pino } from "pino";
import { createExecutor, type RequestContext } from "#platform/graphql/executor.ts";
import type { HttpServer } from "#platform/http/http-server.ts";
import { decodeClient } from "#platform/identity/client-header.ts";
import {
  CLIENT_HEADER,
  createCredentialSigner,
  createCredentialVerifier,
  IDENTITY_HEADER,
} from "#platform/identity/credential.ts";
import { createHttpNeighbour } from "#platform/neighbour/http-neighbour.ts";
import type { GraphQLRequest, Neighbour, RawRequest } from "#platform/neighbour/neighbour.ts";
import { serveSubgraph } from "#platform/subgraph/serve-subgraph.ts";
import type { RequestHeaders, Subgraph } from "#platform/subgraph/subgraph.ts";
import { createExplorer } from "../explorer/serve-explorer.ts";
import { checkSubgraphs } from "../readiness.ts";
import { type RouterOptions, startRouter } from "../router.ts";
import { serveRouter, type ServeRouterOptions } from "../serve-router.ts";
import { TINY_SUBGRAPHS, type TinySubgraph } from "./tiny-subgraphs.ts";

/** How long the router waits for a subgraph that is expected to answer, however busy the machine is. */
const DEADLINE_MS = 15_000;
/** What the router and the subgraphs of a test graph share. */
export const TEST_SECRET = new TextEncoder().encode("a secret of the router's tests, 32 bytes");
const now = () => new Date();

/** One subgraph behind a real port, and everything that has reached it. */
export interface RunningSubgraph {
  readonly neighbour: Neighbour;
  readonly calls: { request: GraphQLRequest; headers: RequestHeaders }[];
  readonly forwarded: RawRequest[];
  /** Replaces what it does until the next change. */
  change(change: Partial<Subgraph>): void;
  /** Ends its server; the router still knows its address. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface GraphAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; null when it is none. */
  body: {
    data?: unknown;
    errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
    extensions?: unknown;
  } | null;
}

export interface TestGraph {
  readonly origin: string;
  readonly port: number;
  readonly subgraphs: Record<string, RunningSubgraph>;
  /** Every log line of the router. */
  readonly log: Record<string, unknown>[];
  /** Names of the subgraphs that a GraphQL request has reached, once per request, since the last look. */
  takeCalls(): string[];
  send(path: string, init?: RequestInit): Promise<GraphAnswer>;
  /** POSTs to /graphql: an object as JSON, a text as it is. */
  post(body: unknown, headers?: Record<string, string>): Promise<GraphAnswer>;
  stop(): Promise<void>;
}

export type TestGraphOptions = Partial<
  Pick<ServeRouterOptions, "identify" | "readKeys" | "corsOrigins" | "trustedProxies"> &
    Pick<RouterOptions, "exploration" | "persistedQueries">
> & {
  subgraphs?: readonly TinySubgraph[];
  /** Milliseconds by subgraph, for those that a test freezes. */
  deadlines?: Record<string, number>;
};

/** The supergraph of `subgraphs`, as `npm run schema` would compose it. */
export function composeSupergraph(subgraphs: readonly TinySubgraph[] = TINY_SUBGRAPHS): string {
  const composed = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `http://${name}.invalid/graphql` })),
  );
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join("\n"));
  return composed.supergraphSdl;
}

/** Subgraphs behind real ports, and the router in front of them as production starts it. */
export async function startTestGraph(options: TestGraphOptions = {}): Promise<TestGraph> {
  const { subgraphs: parts = TINY_SUBGRAPHS, exploration = false } = options;
  const log: Record<string, unknown>[] = [];
  const logger = pino(
    { level: "debug" },
    { write: (line: string) => log.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const running = await Promise.all(
    parts.map(async (part) => {
      const deadlineMs = options.deadlines?.[part.name] ?? DEADLINE_MS;
      return [part.name, await startSubgraph(part, deadlineMs)] as const;
    }),
  );
  const subgraphs = Object.fromEntries(running);
  const server = await startRouter({
    supergraphSdl: composeSupergraph(parts),
    neighbour: ({ name }) => subgraphs[name]!.neighbour,
    ...(options.persistedQueries ? { persistedQueries: options.persistedQueries } : {}),
    exploration,
    logger,
  });
  const http = await serveRouter({
    server,
    identify: options.identify ?? (() => Promise.reject(new Error("unplanned: no token is expected here"))),
    trustedProxies: options.trustedProxies ?? new BlockList(),
    readKeys: options.readKeys ?? (() => Promise.resolve([])),
    forwarded: [
      { path: "/webhooks/stripe", methods: ["POST"], forward: running[0]![1].neighbour.forward },
      { path: "/pages", methods: ["GET", "POST"], withPathsBelow: true, forward: running[0]![1].neighbour.forward },
    ],
    checkReady: () => checkSubgraphs(Object.values(subgraphs).map(({ neighbour }) => neighbour)),
    explorer: exploration ? createExplorer("/graphql") : null,
    corsOrigins: options.corsOrigins ?? [],
    host: "127.0.0.1",
    port: 0,
    logger,
  });
  const origin = `http://127.0.0.1:${http.port}`;
  const send = (path: string, init?: RequestInit) => fetch(origin + path, { redirect: "manual", ...init }).then(read);
  return {
    origin,
    port: http.port,
    subgraphs,
    log,
    takeCalls: () => running.flatMap(([name, { calls }]) => calls.splice(0).map(() => name)),
    send,
    post: (body, headers = {}) =>
      send("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async stop() {
      await http.stop();
      await server.stop();
      await Promise.all(Object.values(subgraphs).map((subgraph) => subgraph.stop()));
    },
  };
}

async function startSubgraph({ name, sdl, schema }: TinySubgraph, deadlineMs: number): Promise<RunningSubgraph> {
  const logger = pino({ level: "silent" });
  const verify = createCredentialVerifier(name, { secret: TEST_SECRET, now });
  const execute = createExecutor<RequestContext>({ schema, createContext: (request) => request, logger });
  const calls: RunningSubgraph["calls"] = [];
  const forwarded: RawRequest[] = [];
  let changed: Partial<Subgraph> = {};
  const usual: Subgraph = {
    name,
    sdl,
    access: [],
    graphql: async (request, headers) =>
      execute(request, await verify(headers[IDENTITY_HEADER]), {
        requestId: headers["x-request-id"] ?? "none",
        client: decodeClient(headers[CLIENT_HEADER]),
      }),
    handle: async () => ({ status: 202, headers: { "content-type": "text/plain", "x-inner": "1" }, body: "kept" }),
    accept: () => Promise.resolve(),
    startWorker: () => Promise.reject(new Error("unused")),
    checkReady: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const subgraph: Subgraph = {
    ...usual,
    graphql(request, headers) {
      calls.push({ request, headers });
      return (changed.graphql ?? usual.graphql)(request, headers);
    },
    handle(request) {
      forwarded.push(request);
      return (changed.handle ?? usual.handle)(request);
    },
    checkReady: () => (changed.checkReady ?? usual.checkReady)(),
  };
  const server: HttpServer = await serveSubgraph({ subgraph, api: true, host: "127.0.0.1", port: 0, logger });
  const neighbour = createHttpNeighbour({
    name,
    url: `http://127.0.0.1:${server.port}`,
    sign: createCredentialSigner("router", { secret: TEST_SECRET, now }),
    deadlines: { readMs: deadlineMs, writeMs: deadlineMs },
  });
  let killed: Promise<void> | null = null;
  return {
    neighbour,
    calls,
    forwarded,
    change: (change) => (changed = change),
    kill: () => (killed ??= server.stop()),
    stop: () => neighbour.close().then(() => (killed ??= server.stop())),
  };
}

async function read(response: Response): Promise<GraphAnswer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parseJson(text) };
}

function parseJson(text: string): GraphAnswer["body"] {
  try {
    return JSON.parse(text) as GraphAnswer["body"];
  } catch {
    return null;
  }
}

/** Never answers, as a process that was stopped in its tracks. */
export const never = (): Promise<never> => new Promise(() => {});
