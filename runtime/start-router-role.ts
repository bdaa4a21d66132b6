import { z } from "zod";
import type { Environment } from "#platform/config/environment.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { HttpServer } from "#platform/http/http-server.ts";
import { createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { Neighbour, RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import { createExplorer } from "../router/src/explorer/serve-explorer.ts";
import { startRouter } from "../router/src/router.ts";
import { type Readiness, serveRouter } from "../router/src/serve-router.ts";
import { readSupergraph } from "../router/src/supergraph.ts";
import { SUBGRAPHS } from "../subgraphs/registry.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Settings } from "./settings.ts";

const ACCOUNTS = "accounts";

/** Starts the public edge over the subgraphs that the supergraph file names, ours or anyone's. */
export async function startRouterRole(
  settings: Settings,
  _env: Environment,
  shared: { neighbours: Neighbours; backing: () => Record<string, string> },
): Promise<HttpServer> {
  const logger = createLogger({ part: "router", level: settings.logLevel });
  const supergraph = readSupergraph(settings.supergraphFile);
  const siblings = new Map(
    supergraph.subgraphs.map(({ name, url }) => [name, shared.neighbours.get("router", name, usableUrl(url))]),
  );
  const server = await startRouter({
    supergraphSdl: supergraph.sdl,
    neighbour: ({ name }) => siblings.get(name)!,
    exploration: settings.exploration,
    logger,
  });
  const keys = () => readAccessTokenKeys(siblings.get(ACCOUNTS));
  const http = await serveRouter({
    server,
    verifyToken: createAccessTokenVerifier({ readKeys: keys, now: () => new Date() }),
    publicKeys: async () => ({ keys: await keys() }),
    forward: forwardedRoutes(siblings),
    checkReady: () => checkReady(siblings, shared.backing()),
    explorer: settings.exploration ? createExplorer("/graphql") : null,
    corsOrigins: settings.corsOrigins,
    host: settings.host,
    port: settings.port,
    logger,
  });
  return {
    port: http.port,
    async stop() {
      await http.stop();
      await server.stop();
    },
  };
}

/** Ours are composed with a placeholder address that only a variable replaces; a foreign supergraph brings real ones. */
const usableUrl = (url: string): string | undefined => (/^https?:\/\//.test(url) ? url : undefined);

const jwks = z.object({ accessTokenKeys: z.array(z.string()) });

async function readAccessTokenKeys(accounts: Neighbour | undefined): Promise<Record<string, unknown>[]> {
  if (!accounts) throw new AppError("UNAUTHENTICATED", "This graph takes no access tokens.");
  const context = { viewer: GUEST, requestId: "access-token-keys" };
  const answer = await ask(accounts, { query: "{ accessTokenKeys }" }, jwks, context);
  return answer.accessTokenKeys.map((key) => z.record(z.string(), z.unknown()).parse(JSON.parse(key)));
}

function forwardedRoutes(siblings: ReadonlyMap<string, Neighbour>) {
  const routes = new Map<string, (request: RawRequest) => Promise<RawResponse>>();
  for (const [name, { routes: paths }] of Object.entries(SUBGRAPHS)) {
    const sibling = siblings.get(name);
    for (const path of paths) if (sibling) routes.set(path, sibling.forward);
  }
  return routes;
}

/** Ready while any subgraph can answer: a missing one empties its part of a page, and taking the edge away would empty all. */
async function checkReady(
  siblings: ReadonlyMap<string, Neighbour>,
  backing: Record<string, string>,
): Promise<Readiness> {
  const states = await Promise.all(
    [...siblings].map(async ([name, sibling]) => [name, await isReady(sibling)] as const),
  );
  const degraded = states.filter(([, ready]) => !ready).map(([name]) => name);
  return {
    ready: degraded.length < states.length,
    degraded,
    subgraphs: Object.fromEntries(states.map(([name, ready]) => [name, ready ? "ready" : "unavailable"])),
    backing,
  };
}

const isReady = (sibling: Neighbour): Promise<boolean> =>
  sibling.checkReady().then(
    () => true,
    () => false,
  );
