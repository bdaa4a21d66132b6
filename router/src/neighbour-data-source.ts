import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from "@apollo/gateway";
import { AppError } from "#platform/errors/app-error.ts";
import type {
  GraphQLRequest,
  GraphQLResponse,
  GraphQLResponseError,
  Neighbour,
} from "#platform/neighbour/neighbour.ts";
import { findFetchPaths } from "./fetch-paths.ts";
import type { RouterContext } from "./router.ts";

type GatewayAnswer = Awaited<ReturnType<GraphQLDataSource["process"]>>;

/**
 * One fetch step of a query plan, through the neighbour instead of the gateway's own fetcher. A subgraph that is away
 * becomes errors on its part of the answer; the rest of the plan goes on, and later steps of the same request do not wait
 * for that subgraph again.
 */
export class NeighbourDataSource implements GraphQLDataSource<RouterContext> {
  readonly #neighbour: Neighbour;

  constructor(neighbour: Neighbour) {
    this.#neighbour = neighbour;
  }

  async process({ request, context }: GraphQLDataSourceProcessOptions<RouterContext>): Promise<GatewayAnswer> {
    const { query = "", operationName, variables } = request;
    const fetch: GraphQLRequest = { query, operationName, variables };
    const { viewer, client, requestId, logger, away } = context as RouterContext;
    const { name } = this.#neighbour;
    if (!away.has(name)) {
      try {
        const answer = await this.#neighbour.graphql(fetch, { viewer, client, requestId });
        if (!isRouterRefused(answer)) return toGatewayAnswer(fetch, answer);
        logger.error({ requestId, subgraph: name }, "the subgraph refuses the router: is IDENTITY_SECRET the same?");
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "UNAVAILABLE") throw error;
        logger.warn({ requestId, subgraph: name, err: error }, error.message);
      }
      away.add(name);
    }
    return toGatewayAnswer(fetch, {
      data: null,
      errors: [{ message: `${name} is not available. Try again.`, extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
    });
  }
}

/** Nothing ran and no field is named: it is the router's credential that was not taken, and no viewer's. */
const isRouterRefused = ({ data, errors }: GraphQLResponse): boolean =>
  data === undefined && errors?.[0]?.path === undefined && errors?.[0]?.extensions?.["code"] === "UNAUTHENTICATED";

/**
 * When nothing was answered, errors that name no place are put on every field of the fetch. Of their extensions only the
 * code is passed on: others mean something to the server that answers the client (`http` sets its status and headers).
 */
function toGatewayAnswer(fetch: GraphQLRequest, { data, errors }: GraphQLResponse): GatewayAnswer {
  const paths = data == null && errors?.some(({ path }) => !path) ? findFetchPaths(fetch) : [];
  const placed = errors?.flatMap((error) =>
    error.path || paths.length === 0 ? [toPlainError(error)] : paths.map((path) => toPlainError({ ...error, path })),
  );
  // The gateway reads only message, path and extensions of errors: it never needs graphql-js's error class here.
  return { data, ...(placed ? { errors: placed } : {}) } as GatewayAnswer;
}

const toPlainError = ({ message, path, extensions }: GraphQLResponseError): GraphQLResponseError => ({
  message,
  path,
  extensions: { code: extensions?.["code"] },
});
