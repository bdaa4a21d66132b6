import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type GraphAnswer, startTestGraph } from "./testing/test-graph.ts";

const graph = await startTestGraph();
afterAll(() => graph.stop());

const PREFLIGHTED = { "apollo-require-preflight": "1" };
const JSON_TYPE = { "content-type": "application/json" };
const ME = "{ me { viewer } }";
const NOTE = 'mutation { note(text: "x") }';
const get = (parameters: Record<string, string>, headers: Record<string, string> = PREFLIGHTED) =>
  graph.send(`/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
const post = (body: string, headers: Record<string, string>) =>
  graph.send("/graphql", { method: "POST", body, headers });

/** Fragments that spread the next one twice: 2^`levels` fields from a few hundred tokens. */
function bomb(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, n) => `fragment F${n} on Product { reviews { product { ...F${n + 1} } } ...F${n + 1} }`,
  );
  return `{ product(id: 1) { ...F0 } } ${fragments.join(" ")} fragment F${levels} on Product { id }`;
}

const REFUSALS: [string, number, () => Promise<GraphAnswer>][] = [
  ["no body", 400, () => graph.post("")],
  ["no JSON", 400, () => graph.post('{"query": ')],
  ["a JSON text", 400, () => graph.post('"{ me { viewer } }"')],
  ["null", 400, () => graph.post("null")],
  ["an empty object", 400, () => graph.post({})],
  ["an empty query", 400, () => graph.post({ query: "" })],
  ["a query that is no text", 400, () => graph.post({ query: { kind: "Document" } })],
  ["variables as text", 400, () => graph.post({ query: ME, variables: "{}" })],
  ["variables as a list", 400, () => graph.post({ query: ME, variables: [] })],
  ["extensions as text", 400, () => graph.post({ query: ME, extensions: "{}" })],
  ["an operationName that is no text", 400, () => graph.post({ query: ME, operationName: 1 })],
  ["a batch", 400, () => graph.post([{ query: ME }, { query: ME }])],
  ["an empty batch", 400, () => graph.post([])],
  ["a syntax error", 400, () => graph.post({ query: "{ me {" })],
  ["an unknown field", 400, () => graph.post({ query: "{ you }" })],
  ["an unknown operationName", 400, () => graph.post({ query: `query A ${ME}`, operationName: "B" })],
  ["an empty operationName", 400, () => graph.post({ query: ME, operationName: "" })],
  ["no operationName for two operations", 400, () => graph.post({ query: `query A ${ME} query B ${ME}` })],
  ["a document without an operation", 400, () => graph.post({ query: "fragment A on User { name }" })],
  ["a subscription", 400, () => graph.post({ query: "subscription { me }" })],
  ["more than 1,000 tokens", 400, () => graph.post({ query: `{ ${"me { viewer } ".repeat(250)} }` })],
  ["fragments that multiply", 400, () => graph.post({ query: bomb(16) })],
  ["fragments that multiply without end", 400, () => graph.post({ query: bomb(40) })],
  [
    "fragments in a circle",
    400,
    () => graph.post({ query: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }" }),
  ],
  ["a missing variable", 400, () => graph.post({ query: "query($id: ID!) { product(id: $id) { id } }" })],
  [
    "a variable that does not fit its type",
    400,
    () => graph.post({ query: "query($id: ID!) { product(id: $id) { id } }", variables: { id: { a: 1 } } }),
  ],
  [
    "an unknown field of an input object",
    400,
    () =>
      graph.post({
        query: "query($f: Filter!) { find(filter: $f) { id } }",
        variables: { f: { colour: "RED", x: 1 } },
      }),
  ],
  ["introspection", 400, () => graph.post({ query: "{ __schema { types { name } } }" })],
  ["a body of 300 kB", 413, () => graph.post({ query: ME, variables: { x: "x".repeat(300_000) } })],
  ["a text body", 415, () => post(JSON.stringify({ query: ME }), { "content-type": "text/plain" })],
  [
    "a text body, with the header of a preflight",
    415,
    () => post("x", { "content-type": "text/plain", ...PREFLIGHTED }),
  ],
  ["a form", 415, () => post(`query=${ME}`, { "content-type": "application/x-www-form-urlencoded" })],
  ["a multipart form", 415, () => post("--a--", { "content-type": "multipart/form-data; boundary=a" })],
  ["GraphQL as the body", 415, () => post(ME, { "content-type": "application/graphql" })],
  ["a type that only begins like JSON", 415, () => post("{}", { "content-type": "application/json-seq" })],
  [
    "another charset",
    415,
    () => post(JSON.stringify({ query: ME }), { "content-type": "application/json; charset=latin1" }),
  ],
  ["a mutation whose answer is not accepted", 406, () => graph.post({ query: NOTE }, { accept: "text/html" })],
  [
    "a mutation whose answer is refused by weight",
    406,
    () => graph.post({ query: NOTE }, { accept: "application/json;q=0" }),
  ],
  ["a GET that needs no preflight", 400, () => get({ query: ME }, {})],
  ["a mutation by GET", 405, () => get({ query: NOTE })],
  ["a GET without a query", 400, () => get({})],
  ["two queries in a GET", 400, () => graph.send(`/graphql?query=${ME}&query=${ME}`, { headers: PREFLIGHTED })],
  ["variables that are no JSON in a GET", 400, () => get({ query: ME, variables: "{" })],
  ["a wrong method", 405, () => graph.send("/graphql", { method: "PUT", body: "{}", headers: JSON_TYPE })],
  ["DELETE", 405, () => graph.send("/graphql", { method: "DELETE" })],
  [
    "a hash that is not the text's",
    400,
    () => graph.post({ query: ME, extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } }),
  ],
  [
    "a persisted query of an unknown version",
    400,
    () => graph.post({ query: ME, extensions: { persistedQuery: { version: 2, sha256Hash: "0".repeat(64) } } }),
  ],
];

describe("refused before any subgraph is asked, with a status of the client's fault and a code", () => {
  it.each(REFUSALS)("%s", async (_, expected, request) => {
    const { status, headers, body, text } = await request();
    expect(status).toBe(expected);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body?.data).toBeUndefined();
    expect(body!.errors!.length).toBeGreaterThan(0);
    for (const { extensions } of body!.errors!) expect(extensions).toEqual({ code: "BAD_USER_INPUT" });
    expect(text).not.toMatch(/node_modules|\.ts:|Did you mean/);
    expect(graph.takeCalls()).toEqual([]);
  });

  it("logs none of them as a fault of ours", () => {
    expect(graph.log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });
});

describe("taken all the same", () => {
  afterEach(() => void graph.takeCalls());

  it.each([
    ["a content type with its charset", { "content-type": 'application/json; charset="UTF-8"' }],
    ["any answer type", { accept: "*/*" }],
    ["the answer type of the specification", { accept: "application/graphql-response+json" }],
    ["an answer type with a charset that we do not have", { accept: "application/json; charset=latin1" }],
    ["a browser's list of types", { accept: "text/html,application/xhtml+xml,*/*;q=0.8" }],
  ])("%s", async (_, headers) => {
    const { status, body } = await graph.post({ query: ME }, headers);
    expect([status, body]).toEqual([200, { data: { me: { viewer: "guest" } } }]);
  });

  it("as many tokens as are allowed", async () => {
    const query = `{ ${"me { viewer } ".repeat(249)} }`; // 4 each, and the outer braces
    expect((await graph.post({ query })).body).toEqual({ data: { me: { viewer: "guest" } } });
  });

  it("keys that mean something to JavaScript are values like any other, and change no object", async () => {
    const value = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const query = "query($value: Json, $__proto__: Json) { echo(value: $value) own: echo(value: $__proto__) }";
    const { status, text } = await graph.post(
      `{"query":${JSON.stringify(query)},"variables":{"value":${value},"__proto__":{"polluted":1}}}`,
    );
    expect(status).toBe(200);
    expect(text).toContain(`"echo":${value}`);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("aliases that mean something to JavaScript change no object", async () => {
    const query = "{ constructor: product(id: 1) { __proto__: name toString: available hasOwnProperty: id } }";
    const { text } = await graph.post({ query });
    expect(text).toBe('{"data":{"constructor":{"__proto__":"Kettle","toString":10,"hasOwnProperty":"1"}}}\n');
    expect(({} as Record<string, unknown>)["toString"]).toBe(Object.prototype.toString);
  });
});
