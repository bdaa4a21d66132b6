import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, parse, validate } from "graphql";
import { LRUCache } from "lru-cache";
import type { RecordReads } from "#platform/audit/record-reads.ts";
import type { Actor, Client, Identity } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { GraphQLRequest, GraphQLResponse } from "#platform/neighbour/neighbour.ts";
import { toResponseError } from "./error-mapping.ts";

/** Documents come from the router's plans and our own clients: few and repeated, but bounded all the same. */
const MAX_DOCUMENTS = 2_000;
const MAX_TOKENS = 20_000;

/** What each resolver of every subgraph finds in its context, besides what the subgraph adds. */
export interface RequestContext extends Identity, Actor {
  /** To be awaited before the viewer is shown what is somebody else's because of a scope. */
  recordReads: RecordReads;
  logger: Logger;
}

/** Of which request an operation is a part. */
export interface RequestOrigin {
  requestId: string;
  client: Client;
}

export interface ExecutorOptions<Context extends RequestContext> {
  schema: GraphQLSchema;
  /** Makes the context of one request: loaders live as long as it. */
  createContext: (request: RequestContext) => Context;
  /** Makes the recorder of one request; without it such reads are refused. */
  recordReadsOf?: (actor: Actor) => RecordReads;
  logger: Logger;
}

/** For a subgraph in which no scope shows what is somebody else's. */
const refuseReads: RecordReads = () => Promise.reject(new Error("this subgraph has nowhere to record reads"));

/** Runs parsed and validated documents against one subgraph's schema; each document is parsed and validated once. */
export function createExecutor<Context extends RequestContext>(options: ExecutorOptions<Context>) {
  const { schema, createContext, recordReadsOf, logger } = options;
  const documents = new LRUCache<string, DocumentNode | readonly GraphQLError[]>({ max: MAX_DOCUMENTS });

  const prepare = (query: string): DocumentNode | readonly GraphQLError[] => {
    const known = documents.get(query);
    if (known) return known;
    const prepared = parseAndValidate(schema, query);
    documents.set(query, prepared);
    return prepared;
  };

  return async (request: GraphQLRequest, identity: Identity, origin: RequestOrigin): Promise<GraphQLResponse> => {
    const { requestId } = origin;
    const document = prepare(request.query);
    if (!("kind" in document)) return { errors: document.map((error) => toResponseError(error, requestId, logger)) };
    const result = await execute({
      schema,
      document,
      contextValue: createContext({
        ...identity,
        ...origin,
        recordReads: recordReadsOf?.({ ...identity, ...origin }) ?? refuseReads,
        logger: logger.child({ requestId }),
      }),
      variableValues: request.variables ?? {},
      operationName: request.operationName ?? null,
    });
    return {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors ? { errors: result.errors.map((error) => toResponseError(error, requestId, logger)) } : {}),
    };
  };
}

export type Executor = ReturnType<typeof createExecutor>;

function parseAndValidate(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query, { noLocation: true, maxTokens: MAX_TOKENS });
    const errors = validate(schema, document);
    return errors.length === 0 ? document : errors;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
