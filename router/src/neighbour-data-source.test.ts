import type { GraphQLDataSourceProcessOptions } from "@apollo/gateway";
import { pino } from "pino";
import { expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { GUEST, NO_CLIENT } from "#platform/identity/viewer.ts";
import type { GraphQLResponse, Neighbour } from "#platform/neighbour/neighbour.ts";
import { NeighbourDataSource } from "./neighbour-data-source.ts";
import type { RouterContext } from "./router.ts";

const aContext = (): RouterContext => ({
  viewer: GUEST,
  client: NO_CLIENT,
  requestId: "request-0001",
  logger: pino({ level: "silent" }),
  away: new Set(),
});

function setUp(answer: () => Promise<GraphQLResponse>) {
  let calls = 0;
  const source = new NeighbourDataSource({ name: "stock", graphql: () => (calls++, answer()) } as unknown as Neighbour);
  const ask = (context: RouterContext, query = "{ a }") =>
    source.process({ request: { query }, context } as unknown as GraphQLDataSourceProcessOptions<RouterContext>);
  return { ask, calls: () => calls };
}

const AWAY = {
  data: null,
  errors: [
    { message: "stock is not available. Try again.", path: ["a"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } },
  ],
};

it("waits for a subgraph that is away once in a request, and asks it again in the next", async () => {
  const { ask, calls } = setUp(() => Promise.reject(new AppError("UNAVAILABLE", "public", { logMessage: "10.0.0.7" })));
  const context = aContext();
  expect(await ask(context)).toEqual(AWAY);
  expect(await ask(context)).toEqual(AWAY);
  expect(calls()).toBe(1);
  expect(await ask(aContext())).toEqual(AWAY);
  expect(calls()).toBe(2);
});

it("takes an answer without data that refuses the router for a subgraph that is away", async () => {
  const { ask } = setUp(async () => ({ errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] }));
  expect(await ask(aContext())).toEqual(AWAY);
});

it("passes on that a viewer has to sign in", async () => {
  const errors = [{ message: "Sign in.", path: ["a"], extensions: { code: "UNAUTHENTICATED" } }];
  expect(await setUp(async () => ({ data: null, errors })).ask(aContext())).toEqual({ data: null, errors });
});

it("leaves an error without a place where it is when there is data beside it", async () => {
  const answer = { data: { a: 1 }, errors: [{ message: "x", extensions: { code: "INTERNAL" } }] };
  expect(await setUp(async () => answer).ask(aContext())).toEqual(answer);
});

it("does not hide a bug as a subgraph that is away", async () => {
  await expect(setUp(() => Promise.reject(new TypeError("bug"))).ask(aContext())).rejects.toThrow("bug");
});
