import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeProduct } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

type Test = Awaited<ReturnType<typeof startTestProducts>>;
const running: Test[] = [];
let deadPort: number;

beforeAll(async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  deadPort = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve)); // nobody listens there now
});
afterAll(async () => {
  for (const test of running) await test.close();
});

async function start(env: Record<string, string> = {}): Promise<Test> {
  const test = await startTestProducts(env);
  running.push(test);
  return test;
}

const PAGE = "{ products(first: 5) { nodes { id title variants(first: 1) { nodes { available } } } } }";

it.each([
  ["away", () => `redis://127.0.0.1:${deadPort}`],
  ["not configured", () => ""],
])("answers everything with Redis %s", async (_, redisUrl) => {
  const test = await start({ REDIS_URL: redisUrl() });
  const product = makeProduct();
  await test.store([product], { available: 1 });
  const { data, errors } = await test.graphql(PAGE);
  expect(errors).toBeUndefined();
  expect(data!["products"]).toEqual({
    nodes: [{ id: product.id, title: product.title, variants: { nodes: [{ available: true }] } }],
  });
  await test.subgraph.checkReady();
});

it("answers what is cached with MongoDB away, and a typed error for what is not", async () => {
  const test = await start();
  const [known, unknown] = [makeProduct(), makeProduct()];
  await test.store([known, unknown]);
  const read = "query ($id: ID!) { product(id: $id) { title } }";
  await test.graphql(read, { id: known.id });

  // The same cache and database, and a MongoDB that nobody answers for.
  const cutOff = await start({
    PRODUCTS_DATABASE_URL: test.databaseUrl,
    PRODUCTS_MONGODB_DATABASE: test.mongoDatabase,
    MONGODB_URL: `mongodb://127.0.0.1:${deadPort}/?directConnection=true`,
  });
  expect(await cutOff.graphql(read, { id: known.id })).toEqual({ data: { product: { title: known.title } } });
  expect(await cutOff.graphql(read, { id: unknown.id })).toEqual({
    data: { product: null },
    errors: [
      {
        message: "The catalogue is not available. Try again.",
        path: ["product"],
        extensions: { code: "SUBGRAPH_UNAVAILABLE" },
      },
    ],
  });
  const { data } = await cutOff.graphql(
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Product { title } } }`,
    { of: [known, unknown].map(({ id }) => ({ __typename: "Product", id })) },
  );
  expect(data!["_entities"]).toEqual([{ title: known.title }, null]);
  await cutOff.subgraph.checkReady();
});
