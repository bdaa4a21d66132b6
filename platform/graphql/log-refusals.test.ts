import { buildSchema, graphql } from "graphql";
import { expect, it } from "vitest";
import { createLogger } from "#platform/logging/logger.ts";
import { logRefusals } from "./log-refusals.ts";

const schema = buildSchema(`
  type Query { thing: String }
  type UserError { code: String! field: [String!] message: String! }
  type Payload { name: String userErrors: [UserError!]! }
  type Mutation { thingCreate(name: String!): Payload! }`);
schema.getMutationType()!.getFields()["thingCreate"]!.resolve = async (_, { name }: { name: string }) => ({
  name,
  userErrors: name.startsWith("good")
    ? []
    : [
        { code: "TOO_LONG", field: ["lines", "0", "name"], message: `${name} is too long` },
        { code: "CLOSED", field: null, message: "closed" },
      ],
});
logRefusals(schema);

/** The payload, and what was logged meanwhile. */
async function create(name: string) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const contextValue = { logger: createLogger({ part: "test", level: "info", destination }) };
  const source = "mutation ($name: String!) { thingCreate(name: $name) { name userErrors { code } } }";
  const { data, errors } = await graphql({ schema, source, contextValue, variableValues: { name } });
  return { data, errors, lines };
}

it("logs codes and paths of a refused input, and nothing that was typed in", async () => {
  const { data, errors, lines } = await create("hunter2 hunter2");

  expect(errors).toBeUndefined();
  expect(data).toEqual({
    thingCreate: { name: "hunter2 hunter2", userErrors: [{ code: "TOO_LONG" }, { code: "CLOSED" }] },
  });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    msg: "input was refused",
    operation: "thingCreate",
    refused: [
      { code: "TOO_LONG", path: "lines.0.name" },
      { code: "CLOSED", path: null },
    ],
  });
  expect(lines[0]).not.toContain("hunter2");
});

it("says nothing of an input that is taken", async () => {
  expect((await create("good")).lines).toEqual([]);
});
