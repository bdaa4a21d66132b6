import { getIntrospectionQuery } from "graphql";
import { afterAll, describe, expect, it } from "vitest";
import { startTestGraph } from "./testing/test-graph.ts";

const open = await startTestGraph({ exploration: true });
const closed = await startTestGraph({ exploration: false });
afterAll(() => Promise.all([open.stop(), closed.stop()]));
const HTML = { accept: "text/html" };
const TYPO = { query: "{ produkts { id } }" };

describe("with exploration", () => {
  it("the explorer asks no address but this one, and its files are here", async () => {
    const page = await open.send("/explorer");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.text).toContain("/graphql");
    expect(page.text.match(/\b(?:https?:)?\/\/[\w.-]+\.\w+/g) ?? []).toEqual([]);
    const named = [...page.text.matchAll(/(?:src|href|from|staticPath"?):?[ =]*"(\/[^"]*\.\w+)"/g)].map(
      ([, file]) => file!,
    );
    const workers = [...page.text.matchAll(/worker\("(\w+\.js)"\)/g)].map(([, file]) => `/explorer/assets/${file!}`);
    expect([...new Set(named)].length).toBeGreaterThan(1);
    expect(workers.length).toBeGreaterThan(1);
    for (const file of new Set([...named, ...workers])) {
      expect(file).toMatch(/^\/explorer\/assets\//);
      const { status, headers, text } = await open.send(file);
      expect([file, status]).toEqual([file, 200]);
      expect(headers.get("content-type")).toMatch(/^text\/(javascript|css); charset=utf-8$/);
      expect(text.length).toBeGreaterThan(0);
      if (file.endsWith(".css")) expect(text).not.toMatch(/url\(["']?(?:https?:)?\/\//);
    }
  });

  it("a visitor of the bare address is led to the explorer", async () => {
    const { status, headers } = await open.send("/");
    expect([status, headers.get("location")]).toEqual([302, "/explorer"]);
  });

  it.each(["/explorer/assets/none.js", "/explorer/assets/%2e%2e%2fpackage.json", "/explorer/assets/__proto__"])(
    "there is no file %s",
    async (path) => {
      expect((await open.send(path)).status).toBe(404);
    },
  );

  it("a browser at /graphql gets Sandbox, a client data", async () => {
    const page = await open.send("/graphql", { headers: HTML });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html"]);
    expect(page.text).toContain("sandbox");
    const data = await open.post({ query: "{ products { id } }" });
    expect(data.body).toEqual({ data: { products: [{ id: "1" }, { id: "2" }] } });
  });

  it("the schema can be read, and a typing error gets a suggestion", async () => {
    const { status, body } = await open.post({ query: getIntrospectionQuery() });
    expect([status, body?.errors]).toEqual([200, undefined]);
    expect((await open.post(TYPO)).text).toContain("Did you mean");
  });
});

describe("without exploration", () => {
  it.each(["/", "/explorer", "/explorer/assets/ruru.js"])("there is nothing at %s", async (path) => {
    expect((await closed.send(path, { headers: HTML })).status).toBe(404);
  });

  it("a browser at /graphql gets no page", async () => {
    const { status, headers, text } = await closed.send("/graphql", { headers: HTML });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(text).not.toContain("<");
  });

  it.each(["{ __schema { types { name } } }", '{ __type(name: "Product") { fields { name } } }'])(
    "the schema cannot be read by %s",
    async (query) => {
      const { status, body } = await closed.post({ query });
      expect(status).toBe(400);
      expect(body?.data).toBeUndefined();
      expect(body?.errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT" });
    },
  );

  it("a typing error gets no suggestion, in the document or in a variable", async () => {
    expect((await closed.post(TYPO)).text).not.toMatch(/Did you mean|products/);
    const variables = { filter: { colour: "REDD" } };
    const { status, text } = await closed.post({
      query: "query($filter: Filter!) { find(filter: $filter) { id } }",
      variables,
    });
    expect(status).toBe(400);
    expect(text).not.toMatch(/Did you mean|"RED\\?"/);
  });

  it("a query plan is not shown to whoever asks for it", async () => {
    const headers = { "apollo-query-plan-experimental": "1" };
    expect((await closed.post({ query: "{ products { id } }" }, headers)).body).toEqual({
      data: { products: [{ id: "1" }, { id: "2" }] },
    });
  });
});
