import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer, type BaseContext } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import type { KeyValueCache } from "@apollo/utils.keyvaluecache";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import { createFormatError } from "./errors.ts";
import { NeighbourDataSource } from "./neighbour-data-source.ts";

/** What a query plan's fetches need to know of the request. */
export interface RouterContext extends BaseContext {
  viewer: Viewer;
  requestId: string;
  logger: Logger;
}

/** A document beyond this is refused while it is parsed: long documents cost CPU before any rule can look at them. */
const MAX_TOKENS = 1_000;

export interface RouterOptions {
  supergraphSdl: string;
  /** The subgraph of that name and routing URL in the supergraph. */
  neighbour: (subgraph: { name: string; url: string }) => Neighbour;
  /** Where automatic persisted queries are kept; in memory without it. */
  cache?: KeyValueCache;
  /** Introspection and the landing page: for development. */
  exploration: boolean;
  logger: Logger;
}

/** Builds and starts the Apollo gateway over any supergraph; knows schemas and neighbours, no subgraph. */
export async function startRouter(options: RouterOptions): Promise<ApolloServer<RouterContext>> {
  const { supergraphSdl, neighbour, cache, exploration, logger } = options;
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url }) => new NeighbourDataSource(neighbour({ name, url: url ?? "" })),
    logger: toApolloLogger(logger),
  });
  const server = new ApolloServer<RouterContext>({
    gateway,
    ...(cache ? { cache } : {}),
    introspection: exploration,
    hideSchemaDetailsFromClientErrors: !exploration,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: MAX_TOKENS },
    plugins: [
      exploration
        ? ApolloServerPluginLandingPageLocalDefault({ embed: true, includeCookies: false })
        : ApolloServerPluginLandingPageDisabled(),
    ],
    formatError: createFormatError(logger),
    logger: toApolloLogger(logger),
  });
  await server.start();
  return server;
}

const toApolloLogger = (logger: Logger) => ({
  debug: (message?: unknown) => logger.debug(String(message)),
  info: (message?: unknown) => logger.debug(String(message)),
  warn: (message?: unknown) => logger.warn(String(message)),
  error: (message?: unknown) => logger.error(String(message)),
});
