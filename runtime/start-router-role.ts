import { createCacheStore } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import type { Environment } from "#platform/config/environment.ts";
import type { HttpServer } from "#platform/http/http-server.ts";
import { listenToAccessChanges } from "#platform/identity/access-changes.ts";
import { createLogger } from "#platform/logging/logger.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import type { PublicRoute } from "#platform/neighbour/public-route.ts";
import { loadRouterConfig } from "../router/src/config.ts";
import { createExplorer } from "../router/src/explorer/serve-explorer.ts";
import type { ForwardedRoute } from "../router/src/forward-request.ts";
import { createAccountsClient } from "../router/src/identity/accounts-client.ts";
import { createApiKeyRate } from "../router/src/identity/api-key-rate.ts";
import { createIdentify } from "../router/src/identity/identify.ts";
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
  const { redisUrl, trustedProxies, oidc } = loadRouterConfig(env);
  const supergraph = readSupergraph(settings.supergraphFile);
  const siblings = new Map(
    supergraph.subgraphs.map(({ name, url }) => [name, shared.neighbours.get("router", name, usableUrl(url))]),
  );
  const redis = redisUrl ? connectRedis({ url: redisUrl, connectionName: "plexus-router", logger }) : null;
  const changesRedis = redisUrl
    ? connectRedis({ url: redisUrl, connectionName: "plexus-router-access-changes", logger })
    : null;
  const stops: (() => Promise<unknown>)[] = [async () => [redis, changesRedis].forEach((each) => each?.disconnect())];
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
    const accounts = createAccountsClient(siblings.get(ACCOUNTS));
    const { identify, changes } = createIdentify({
      accounts,
      takeFromRate: createApiKeyRate(redis),
      oidc,
      now,
      logger,
    });
    if (changesRedis) listenToAccessChanges({ redis: changesRedis, logger }, changes);
    const http = await serveRouter({
      server,
      identify,
      trustedProxies,
      readKeys: accounts.accessTokenKeys,
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

function forwardedRoutes(siblings: ReadonlyMap<string, Neighbour>): ForwardedRoute[] {
  return Object.entries(SUBGRAPHS).flatMap(([name, { routes }]) => {
    const sibling = siblings.get(name);
    return sibling ? routes.map((route: PublicRoute) => ({ ...route, forward: sibling.forward })) : [];
  });
}
