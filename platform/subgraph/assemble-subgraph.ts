import type { SqlExecutor } from "#platform/database/sql.ts";
import type pg from "pg";
import { createRecordReads, type StoreReads } from "#platform/audit/record-reads.ts";
import { createForgetEventsJob } from "#platform/events/forget-events.ts";
import { createAcceptEvent, type Reaction } from "#platform/events/inbox.ts";
import { createDeliverEventJob } from "#platform/events/outbox.ts";
import { createExecutor, type RequestContext } from "#platform/graphql/executor.ts";
import { buildFederatedSchema, type FederatedSchemaOptions } from "#platform/graphql/federated-schema.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { decodeClient } from "#platform/identity/client-header.ts";
import { CLIENT_HEADER, IDENTITY_HEADER, REQUEST_ID_HEADER } from "#platform/identity/credential.ts";
import type { JobHandler } from "#platform/jobs/job.ts";
import { runJobs } from "#platform/jobs/run-jobs.ts";
import type { RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import { isOnRoute, type PublicRoute } from "#platform/neighbour/public-route.ts";

import type { RequestHeaders, Subgraph, SubgraphDependencies } from "./subgraph.ts";

/** What a subgraph's `database.ts` gives: its store inside a transaction, and plain SQL outside one. */
export interface SubgraphDatabase<Store> {
  readonly pool: pg.Pool;
  readonly sql: SqlExecutor;
  transaction<Result>(work: (store: Store) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** A public route and its answer. */
export type AnsweredRoute = PublicRoute & { answer: (request: RawRequest) => Promise<RawResponse> };

export interface SubgraphParts<Store extends { sql: SqlExecutor }, Context extends RequestContext> {
  name: string;
  database: SubgraphDatabase<Store>;
  schema: FederatedSchemaOptions<Context>;
  createContext: (request: RequestContext) => Context;
  /** Where it is recorded that staff looks at what is somebody else's. Needed as soon as a scope shows any of it. */
  storeReads?: StoreReads;
  reactions: readonly Reaction<Store>[];
  jobs: readonly JobHandler[];
  /** Public HTTP routes, for strangers such as a payment provider or a person's browser. */
  routes?: readonly AnsweredRoute[];
  /** What must answer besides PostgreSQL. */
  checkReady?: () => Promise<void>;
  close?: () => Promise<void>;
}

/** Puts the parts of a subgraph together the same way for all of them: credential, GraphQL, events, jobs, readiness. */
export async function assembleSubgraph<Store extends { sql: SqlExecutor }, Context extends RequestContext>(
  deps: SubgraphDependencies,
  parts: SubgraphParts<Store, Context>,
): Promise<Subgraph> {
  const { name, database } = parts;
  const { logger, verifyCredential } = deps;
  const { schema, sdl, access } = await buildFederatedSchema(parts.schema);
  const { createContext, storeReads } = parts;
  const shownByScope = access.find(({ rule }) => rule.who === "self" && rule.scope);
  if (shownByScope && !storeReads) throw new Error(`${name}: a scope shows ${shownByScope.place}: give storeReads.`);
  const execute = createExecutor({
    schema,
    createContext,
    ...(storeReads ? { recordReadsOf: (actor) => createRecordReads(storeReads, actor, deps.now) } : {}),
    logger,
  });
  const acceptEvent = createAcceptEvent({ transaction: database.transaction, reactions: parts.reactions, logger });
  const deliverJob = createDeliverEventJob({
    sql: database.sql,
    deliver: (subscriber, envelope) => deps.neighbour(subscriber).deliver(envelope),
  });

  const forgetJob = createForgetEventsJob({ sql: database.sql, now: deps.now });

  return {
    name,
    sdl,
    access,
    async graphql(request, headers) {
      try {
        return await execute(request, await verifyCredential(headers[IDENTITY_HEADER]), {
          requestId: requestIdOf(headers),
          client: decodeClient(headers[CLIENT_HEADER]),
        });
      } catch (error) {
        if (error instanceof AppError)
          return { errors: [{ message: error.publicMessage, extensions: { code: error.code } }] };
        logger.error({ err: error, requestId: requestIdOf(headers) }, "a request could not be executed");
        return { errors: [{ message: "Something went wrong on our side.", extensions: { code: "INTERNAL" } }] };
      }
    },
    async accept(envelope, headers) {
      await verifyCredential(headers[IDENTITY_HEADER]);
      await acceptEvent(envelope);
    },
    async handle(request) {
      const routes = (parts.routes ?? []).filter((route) => isOnRoute(route, request.path));
      const route = routes.find(({ methods }) => methods.includes(request.method));
      return route ? route.answer(request) : NO_SUCH_ROUTE;
    },
    startWorker: () => runJobs({ pool: database.pool, handlers: [deliverJob, forgetJob, ...parts.jobs], logger }),
    async checkReady() {
      await database.pool.query("SELECT 1");
      await parts.checkReady?.();
    },
    async close() {
      await parts.close?.();
      await database.close();
    },
  };
}

const NO_SUCH_ROUTE: RawResponse = { status: 404, headers: { "content-type": "text/plain" }, body: "Not found." };

const requestIdOf = (headers: RequestHeaders): string => headers[REQUEST_ID_HEADER] ?? "none";
