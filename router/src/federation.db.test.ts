import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createCredentialVerifier, IDENTITY_HEADER } from "#platform/identity/credential.ts";
import { startTestGraph, TEST_SECRET } from "./testing/test-graph.ts";
import { PRODUCT_PAGE, type TinySubgraph } from "./testing/tiny-subgraphs.ts";

const graph = await startTestGraph();
afterAll(() => graph.stop());
beforeEach(() => void graph.takeCalls());

describe("one graph over four subgraphs", () => {
  it("answers a page that all of them have a part in, with one fetch each", async () => {
    const { status, body } = await graph.post({ query: PRODUCT_PAGE, variables: { id: "1" } });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        product: {
          id: "1",
          name: "Kettle",
          available: 10,
          reviews: [{ text: "Good 1", author: { name: "Ada u1" } }],
        },
      },
    });
    expect(graph.takeCalls()).toEqual(["products", "stock", "reviews", "users"]);
  });

  it("needs no more fetches for a list than for one", async () => {
    const { body } = await graph.post({ query: "{ products { name available reviews { author { name } } } }" });
    expect(body?.data).toMatchObject({ products: [{ available: 10 }, { available: 20 }] });
    expect(graph.takeCalls()).toEqual(["products", "stock", "reviews", "users"]);
  });

  it("tells the subgraph that the router asks, for whom, and in which request", async () => {
    const answer = await graph.post(
      { query: "{ me { caller viewer userId requestId } }" },
      { "x-request-id": "trace-0001" },
    );
    const me = { caller: "router", viewer: "guest", userId: null, requestId: "trace-0001" };
    expect(answer.body).toEqual({ data: { me } });
    expect(answer.headers.get("x-request-id")).toBe("trace-0001");
  });

  it("makes a request id where the client's own is none", async () => {
    const { headers, body } = await graph.post({ query: "{ me { requestId } }" }, { "x-request-id": "no id; really" });
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(body?.data).toEqual({ me: { requestId: headers.get("x-request-id") } });
  });

  it("never hands on the credential that a client brings", async () => {
    const { subgraphs, post } = graph;
    const { body } = await post({ query: "{ me { caller viewer } }" }, { [IDENTITY_HEADER]: "made.by.client" });
    expect(body).toEqual({ data: { me: { caller: "router", viewer: "guest" } } });
    const [call] = subgraphs["users"]!.calls;
    const verify = createCredentialVerifier("users", { secret: TEST_SECRET, now: () => new Date() });
    expect(await verify(call!.headers[IDENTITY_HEADER])).toEqual({ caller: "router", viewer: { kind: "guest" } });
  });

  it("runs the operation that is named, of several in a document", async () => {
    const query = "query A { products { id } } query B { product(id: 2) { name } }";
    const { body } = await graph.post({ query, operationName: "B" });
    expect(body).toEqual({ data: { product: { name: "Teapot" } } });
  });

  it("answers GET as POST, and HEAD as GET without the body", async () => {
    const path = `/graphql?query=${encodeURIComponent("{ product(id: 2) { name } }")}`;
    const headers = { "apollo-require-preflight": "1" };
    const got = await graph.send(path, { headers });
    expect(got.body).toEqual({ data: { product: { name: "Teapot" } } });
    const head = await graph.send(path, { method: "HEAD", headers });
    expect([head.status, head.text]).toEqual([200, ""]);
    expect(head.headers.get("content-length")).toBe(got.headers.get("content-length"));
  });

  it("runs a mutation once", async () => {
    const { body } = await graph.post({ query: 'mutation { rename(id: "1", name: "x") { name available } }' });
    expect(body).toEqual({ data: { rename: { name: "Kettle", available: 10 } } });
    expect(graph.takeCalls()).toEqual(["products", "stock"]);
  });
});

it("serves a supergraph that it has never seen", async () => {
  const define = (name: string, sdl: string, resolvers: Record<string, Record<string, unknown>>): TinySubgraph => ({
    name,
    sdl,
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
  });
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';
  const foreign = await startTestGraph({
    subgraphs: [
      define("stars-of-elsewhere", `${link} type Query { star: Star } type Star @key(fields: "n") { n: Int! }`, {
        Query: { star: () => ({ n: 7 }) },
      }),
      define("planets", `${link} type Star @key(fields: "n") { n: Int! planets: [String!] }`, {
        Star: { planets: ({ n }: { n: number }) => [`${n}b`] },
      }),
    ],
  });
  try {
    expect((await foreign.post({ query: "{ star { planets } }" })).body).toEqual({
      data: { star: { planets: ["7b"] } },
    });
  } finally {
    await foreign.stop();
  }
});
