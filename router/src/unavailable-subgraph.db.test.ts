import { afterEach, expect, it } from "vitest";
import type { GraphQLResponse } from "#platform/neighbour/neighbour.ts";
import { never, startTestGraph, type TestGraph, type TestGraphOptions } from "./testing/test-graph.ts";
import { PRODUCT_PAGE } from "./testing/tiny-subgraphs.ts";

let graph: TestGraph;
afterEach(() => graph.stop());

const start = async (options: TestGraphOptions = {}) => (graph = await startTestGraph(options));
const openPage = () => graph.post({ query: PRODUCT_PAGE, variables: { id: "1" } });
const away = (name: string, ...paths: (string | number)[][]) =>
  paths.map((path) => ({
    message: `${name} is not available. Try again.`,
    path,
    extensions: { code: "SUBGRAPH_UNAVAILABLE" },
  }));

it("a dead subgraph empties its part of the page alone, with a typed error that names no address", async () => {
  await start();
  await graph.subgraphs["stock"]!.kill();
  const { status, body } = await openPage();
  expect(status).toBe(200);
  expect(body).toEqual({
    data: {
      product: { id: "1", name: "Kettle", available: null, reviews: [{ text: "Good 1", author: { name: "Ada u1" } }] },
    },
    errors: away("stock", ["product", "available"]),
  });
});

it("a frozen subgraph empties its part and what depends on it", async () => {
  await start({ deadlines: { reviews: 200 } });
  graph.subgraphs["reviews"]!.change({ graphql: never });
  const { status, body } = await openPage();
  expect(status).toBe(200);
  expect(body).toEqual({
    data: { product: { id: "1", name: "Kettle", available: 10, reviews: null } },
    errors: away("reviews", ["product", "reviews"]),
  });
});

it("names every place of a list that is empty for want of a subgraph", async () => {
  await start();
  await graph.subgraphs["stock"]!.kill();
  const { body } = await graph.post({ query: "{ products { id units: available } }" });
  expect(body).toEqual({
    data: {
      products: [
        { id: "1", units: null },
        { id: "2", units: null },
      ],
    },
    errors: away("stock", ["products", 0, "units"], ["products", 1, "units"]),
  });
});

it("a dead subgraph empties the root fields that it owns", async () => {
  await start();
  await graph.subgraphs["products"]!.kill();
  const { status, body } = await graph.post({ query: "{ kettle: product(id: 1) { name } me { viewer } }" });
  expect(status).toBe(200);
  expect(body).toEqual({
    data: { kettle: null, me: { viewer: "guest" } },
    errors: away("products", ["kettle"]),
  });
});

it.each<[string, GraphQLResponse | string]>([
  ["answers no GraphQL", "<h1>Bad gateway at 10.0.0.7:8080</h1>"],
  ["refuses the router's own credential", { errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] }],
])("a subgraph that %s counts as away", async (_, answer) => {
  await start();
  graph.subgraphs["stock"]!.change({ graphql: () => Promise.resolve(answer as GraphQLResponse) });
  const { status, body } = await openPage();
  expect(status).toBe(200);
  expect(body?.data).toMatchObject({ product: { name: "Kettle", available: null } });
  expect(body?.errors).toEqual(away("stock", ["product", "available"]));
});

it("is ready, and says what is degraded, while any subgraph can work, also with one frozen", async () => {
  await start({ deadlines: { stock: 200 } });
  graph.subgraphs["stock"]!.change({ checkReady: never });
  await graph.subgraphs["reviews"]!.kill();
  const { status, body } = await graph.send("/health/ready");
  expect(status).toBe(200);
  expect(body).toEqual({
    ready: true,
    degraded: ["stock", "reviews"],
    subgraphs: { products: "ready", stock: "unavailable", reviews: "unavailable", users: "ready" },
  });
});

it("is unready, but alive, when no subgraph can work", async () => {
  await start();
  const down = { checkReady: () => Promise.reject(new Error("no database")) };
  for (const subgraph of Object.values(graph.subgraphs)) subgraph.change(down);
  const ready = await graph.send("/health/ready");
  expect([ready.status, ready.body]).toMatchObject([503, { ready: false }]);
  const live = await graph.send("/health/live");
  expect([live.status, live.body]).toEqual([200, { status: "ok" }]);
});

it("goes on with a client that has left, and logs no error for it", async () => {
  await start({ deadlines: { products: 300 } });
  const aborted = new AbortController();
  const reached = new Promise<void>((resolve) =>
    graph.subgraphs["products"]!.change({ graphql: () => (resolve(), never()) }),
  );
  const answer = graph.send("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ products { id } }" }),
    signal: aborted.signal,
  });
  await reached;
  aborted.abort();
  await expect(answer).rejects.toThrow();
  await expect.poll(() => graph.log.filter(({ msg }) => String(msg).includes("did not answer"))).toHaveLength(1);
  expect(graph.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
