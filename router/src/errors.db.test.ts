import { afterAll, describe, expect, it } from "vitest";
import { CLIENT_ERROR_CODES } from "#platform/graphql/error-mapping.ts";
import type { GraphQLResponse } from "#platform/neighbour/neighbour.ts";
import { startTestGraph } from "./testing/test-graph.ts";

const graph = await startTestGraph();
afterAll(() => graph.stop());

const SECRETS = /hunter2|10\.0\.0\.7|secret detail|node_modules|\.ts:|127\.0\.0\.1/;
const HEADERS = { "x-request-id": "request-0001" };

describe("what a client sees of a fault in a subgraph of ours", () => {
  const ask = (kind: string) =>
    graph.post({ query: "query($kind: Fault!) { fault(kind: $kind) products { id } }", variables: { kind } }, HEADERS);

  it("a bug is INTERNAL with the request id and nothing more; the rest of the answer stays", async () => {
    const { status, text, body } = await ask("BUG");
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { fault: null, products: [{ id: "1" }, { id: "2" }] },
      errors: [
        {
          message: "Something went wrong on our side.",
          path: ["fault"],
          extensions: { code: "INTERNAL", requestId: "request-0001" },
        },
      ],
    });
    expect(text).not.toMatch(SECRETS);
  });

  it.each([
    ["NOT_FOUND", "BAD_USER_INPUT"],
    ["FORBIDDEN", "FORBIDDEN"],
    ["UNAVAILABLE", "SUBGRAPH_UNAVAILABLE"],
  ])("%s is shown as %s with its public text", async (kind, code) => {
    const { text, body } = await ask(kind);
    expect(body?.errors).toEqual([{ message: `public ${kind}`, path: ["fault"], extensions: { code } }]);
    expect(text).not.toMatch(SECRETS);
  });
});

describe("what a client sees of a subgraph that is not ours", () => {
  async function answering(answer: GraphQLResponse) {
    graph.subgraphs["users"]!.change({ graphql: () => Promise.resolve(answer) });
    graph.log.splice(0);
    return graph.post({ query: "{ me { viewer } products { id } }" }, HEADERS);
  }
  const masked = (path: string[]) => ({
    message: "Something went wrong on our side.",
    path,
    extensions: { code: "INTERNAL", requestId: "request-0001" },
  });

  it.each([
    ["a code that is not in the closed set", { code: "UNKNOWN_COLUMN" }],
    ["the code of an AppError that never leaves", { code: "CONFLICT" }],
    ["no code", undefined],
    ["a code that is no text", { code: { nested: true } }],
    ["INTERNAL", { code: "INTERNAL", stacktrace: ["at secret.ts:1"] }],
  ])("%s becomes INTERNAL, its text is masked", async (_, extensions) => {
    const message = "column password of 10.0.0.7 at secret.ts:1";
    const { status, body } = await answering({ data: { me: null }, errors: [{ message, path: ["me"], extensions }] });
    expect(status).toBe(200);
    expect(body).toEqual({ data: null, errors: [masked(["me"])] });
  });

  it("the log has what was masked, with the request id", async () => {
    await answering({
      data: null,
      errors: [{ message: "column password", path: ["me"], extensions: { code: "ODD" } }],
    });
    expect(graph.log.filter(({ level }) => level === 50)).toMatchObject([
      { requestId: "request-0001", err: { message: "column password" } },
    ]);
  });

  it("of a known code's extensions only the code is shown, and none of them touches the HTTP answer", async () => {
    const extensions = { code: "FORBIDDEN", http: { status: 500, headers: { "set-cookie": "a=b" } }, sql: "SELECT 1" };
    const answer = await answering({ data: null, errors: [{ message: "Not for you.", path: ["me"], extensions }] });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(answer.body?.errors).toEqual([{ message: "Not for you.", path: ["me"], extensions: { code: "FORBIDDEN" } }]);
  });

  it("an error without a place is put on the fields that were asked for", async () => {
    const { body } = await answering({ errors: [{ message: "?", extensions: { code: "BAD_USER_INPUT" } }] });
    expect(body?.errors).toEqual([{ message: "?", path: ["me"], extensions: { code: "BAD_USER_INPUT" } }]);
  });

  it.each(["BUG", "__proto__", "constructor", "", "graphql_validation_failed"])(
    "every code is in the closed set, also for %j",
    async (code) => {
      const { body } = await answering({ data: null, errors: [{ message: "x", path: ["me"], extensions: { code } }] });
      expect(body?.errors).toHaveLength(1);
      for (const { extensions } of body!.errors!) expect(CLIENT_ERROR_CODES).toContain(extensions["code"]);
    },
  );
});
