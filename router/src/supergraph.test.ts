import { pino } from "pino";
import { expect, it } from "vitest";
import { BadEnvironment } from "#platform/config/environment.ts";
import { startRouter } from "./router.ts";
import { parseSupergraph, readSupergraph } from "./supergraph.ts";
import { composeSupergraph } from "./testing/test-graph.ts";

const GRAPHS = "enum join__Graph";
const logger = pino({ level: "silent" });

it("finds the subgraphs of a composed schema and where they are", () => {
  const sdl = composeSupergraph();
  expect(parseSupergraph(sdl, "a.graphql")).toEqual({
    sdl,
    subgraphs: ["products", "reviews", "stock", "users"].map((name) => ({
      name,
      url: `http://${name}.invalid/graphql`,
    })),
  });
});

it.each([
  ["nothing", ""],
  ["no GraphQL", "<html></html>"],
  ["JSON", '{"data": null}'],
  ["a document that is no schema", "{ products { id } }"],
  ["a schema of one subgraph", "type Query { a: Int }"],
  ["a supergraph without subgraphs", `${GRAPHS} { A } type Query { a: Int }`],
])("says in one sentence that %s is no supergraph", (_, sdl) => {
  const parse = () => parseSupergraph(sdl, "a.graphql");
  expect(parse).toThrow(BadEnvironment);
  expect(parse).toThrow(/^SUPERGRAPH: a\.graphql is [^\n]+$/);
});

it("says in one sentence that a file is not there", () => {
  expect(() => readSupergraph("/nowhere/a.graphql")).toThrow(BadEnvironment);
  expect(() => readSupergraph("/nowhere/a.graphql")).toThrow(/^SUPERGRAPH: [^\n]+ENOENT[^\n]+$/);
});

it.each([
  ["is only half composed", `${GRAPHS} { A @join__graph(name: "a", url: "http://a") } type Query { a: Int }`],
  [
    "needs what the gateway cannot do",
    composeSupergraph().replace(
      "schema\n",
      'schema @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)\n',
    ),
  ],
])("says in one sentence why the gateway cannot serve a supergraph that %s", async (_, supergraphSdl) => {
  const neighbour = () => Promise.reject(new Error("no subgraph is asked")) as never;
  const start = startRouter({ supergraphSdl, neighbour, exploration: false, logger });
  await expect(start).rejects.toBeInstanceOf(BadEnvironment);
  await expect(start).rejects.toThrow(/^SUPERGRAPH: [^\n]+$/);
});
