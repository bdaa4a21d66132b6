import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from "@apollo/gateway";
import { AppError } from "#platform/errors/app-error.ts";
import type { GraphQLResponse, Neighbour } from "#platform/neighbour/neighbour.ts";
import type { RouterContext } from "./router.ts";

type GatewayAnswer = Awaited<ReturnType<GraphQLDataSource["process"]>>;

/**
 * One fetch step of a query plan, through the neighbour instead of the gateway's own fetcher. A subgraph that is away
 * becomes an error on its part of the answer; the rest of the plan goes on.
 */
export class NeighbourDataSource implements GraphQLDataSource<RouterContext> {
  readonly #neighbour: Neighbour;

  constructor(neighbour: Neighbour) {
    this.#neighbour = neighbour;
  }

  async process({ request, context }: GraphQLDataSourceProcessOptions<RouterContext>): Promise<GatewayAnswer> {
    const { viewer, requestId, logger } = context as RouterContext;
    try {
      const answer = await this.#neighbour.graphql(
        { query: request.query ?? "", operationName: request.operationName, variables: request.variables },
        { viewer, requestId },
      );
      return toGatewayAnswer(answer);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "UNAVAILABLE") throw error;
      logger.warn({ requestId, subgraph: this.#neighbour.name, err: error }, error.message);
      return toGatewayAnswer({
        data: null,
        errors: [{ message: error.publicMessage, extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
      });
    }
  }
}

/** The gateway reads only data, and message, path and extensions of errors: it never needs graphql-js's error class here. */
const toGatewayAnswer = (answer: GraphQLResponse): GatewayAnswer => answer as GatewayAnswer;
