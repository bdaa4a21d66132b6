import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer, type BaseContext } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { BadEnvironment } from "#platform/config/environment.ts";
import type { Client, Viewer } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import { createFormatError } from "./errors.ts";
import { NeighbourDataSource } from "./neighbour-data-source.ts";
import { operationCheck } from "./operation-check.ts";
import { type KeyValueCache, PERSISTED_QUERY_SECONDS } from "./persisted-query-cache.ts";

/** What a query plan's fetches need to know of the request. */
export interface RouterContext extends BaseContext {
  viewer: Viewer;
  client: Client;
  requestId: string;
  logger: Logger;
  /** Subgraphs that did not answer an earlier step of this request: they are not waited for twice. */
  away: Set<string>;
}

/** A document beyond this is refused while it is parsed: long documents cost CPU before any rule can look at them. */
const MAX_TOKENS = 1_000;

export interface RouterOptions {
  supergraphSdl: string;
  /** The subgraph of that name and routing URL in the supergraph. */
  neighbour: (subgraph: { name: string; url: string }) => Neighbour;
  /** Where automatic persisted queries are kept; in this process's memory without it. */
  persistedQueries?: KeyValueCache;
  /** Introspection and the landing page: for development. */
  exploration: boolean;
  logger: Logger;
}

/**
 * Builds and starts the Apollo gateway over any supergraph; knows schemas and neighbours, no subgraph.
 * @throws BadEnvironment in one sentence when the gateway cannot serve the supergraph.
 */
export async function startRouter(options: RouterOptions): Promise<ApolloServer<RouterContext>> {
  const { supergraphSdl, neighbour, persistedQueries, exploration, logger } = options;
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url }) => new NeighbourDataSource(neighbour({ name, url: url ?? "" })),
    __exposeQueryPlanExperimental: exploration,
    logger: toApolloLogger(logger),
  });
  const server = new ApolloServer<RouterContext>({
    gateway,
    ...(persistedQueries ? { persistedQueries: { cache: persistedQueries, ttl: PERSISTED_QUERY_SECONDS } } : {}),
    introspection: exploration,
    hideSchemaDetailsFromClientErrors: !exploration,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    parseOptions: { maxTokens: MAX_TOKENS },
    plugins: [
      operationCheck,
      exploration
        ? ApolloServerPluginLandingPageLocalDefault({ embed: true, includeCookies: false })
        : ApolloServerPluginLandingPageDisabled(),
    ],
    formatError: createFormatError({ logger, exploration }),
    logger: toApolloLogger(logger),
  });
  try {
    await server.start();
  } catch (error) {
    throw new BadEnvironment(`SUPERGRAPH: the gateway cannot serve this supergraph: ${firstLine(error)}`);
  }
  return server;
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split("\n")[0] ?? "";

const toApolloLogger = (logger: Logger) => ({
  debug: (message?: unknown) => logger.debug(String(message)),
  info: (message?: unknown) => logger.debug(String(message)),
  warn: (message?: unknown) => logger.warn(String(message)),
  error: (message?: unknown) => logger.error(String(message)),
});
