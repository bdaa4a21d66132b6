import { z } from "zod";
import { createCacheStore } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import type { Environment } from "#platform/config/environment.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { HttpServer } from "#platform/http/http-server.ts";
import { createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import type { PublicRoute } from "#platform/neighbour/public-route.ts";
import { loadRouterConfig } from "../router/src/config.ts";
import { createExplorer } from "../router/src/explorer/serve-explorer.ts";
import type { ForwardedRoute } from "../router/src/forward-request.ts";
import { createPersistedQueryCache } from "../router/src/persisted-query-cache.ts";
import { checkSubgraphs } from "../router/src/readiness.ts";
import { startRouter } from "../router/src/router.ts";
import { serveRouter } from "../router/src/serve-router.ts";
import { readSupergraph } from "../router/src/supergraph.ts";
import { SUBGRAPHS } from "../subgraphs/registry.ts";
import type { Neighbours } from "./neighbours.ts";
import type { Settings } from "./settings.ts";

const ACCOUNTS = "accounts";

/** Starts the public edge over the subgraphs that the supergraph file names, ours or anyone's. */
export async function startRouterRole(
  settings: Settings,
  env: Environment,
  shared: { neighbours: Neighbours; backing: () => Record<string, string> },
): Promise<HttpServer> {
  const logger = createLogger({ part: "router", level: settings.logLevel });
  const now = () => new Date();
  const { redisUrl, trustedProxies } = loadRouterConfig(env);
  const supergraph = readSupergraph(settings.supergraphFile);
  const siblings = new Map(
    supergraph.subgraphs.map(({ name, url }) => [name, shared.neighbours.get("router", name, usableUrl(url))]),
  );
  const redis = redisUrl ? connectRedis({ url: redisUrl, connectionName: "plexus-router", logger }) : null;
  const stops: (() => Promise<unknown>)[] = [async () => redis?.disconnect()];
  const stop = async () => {
    for (const step of stops.reverse()) await step();
  };
  try {
    const server = await startRouter({
      supergraphSdl: supergraph.sdl,
      neighbour: ({ name }) => siblings.get(name)!,
      ...(redis ? { persistedQueries: createPersistedQueryCache(createCacheStore({ redis, logger, now })) } : {}),
      exploration: settings.exploration,
      logger,
    });
    stops.push(() => server.stop());
    const readKeys = () => readAccessTokenKeys(siblings.get(ACCOUNTS));
    const http = await serveRouter({
      server,
      verifyToken: createAccessTokenVerifier({ readKeys, now }),
      trustedProxies,
      readKeys,
      forwarded: forwardedRoutes(siblings),
      checkReady: async () => ({ ...(await checkSubgraphs(siblings.values())), backing: shared.backing() }),
      explorer: settings.exploration ? createExplorer("/graphql") : null,
      corsOrigins: settings.corsOrigins,
      host: settings.host,
      port: settings.port,
      logger,
    });
    stops.push(() => http.stop());
    return { port: http.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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

function forwardedRoutes(siblings: ReadonlyMap<string, Neighbour>): ForwardedRoute[] {
  return Object.entries(SUBGRAPHS).flatMap(([name, { routes }]) => {
    const sibling = siblings.get(name);
    return sibling ? routes.map((route: PublicRoute) => ({ ...route, forward: sibling.forward })) : [];
  });
}
