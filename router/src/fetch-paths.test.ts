import { expect, it } from "vitest";
import { findFetchPaths } from "./fetch-paths.ts";

const entities = (query: string, ...types: string[]) =>
  findFetchPaths({ query, variables: { representations: types.map((type) => ({ __typename: type, id: "1" })) } });

it("names the root fields by the keys of the answer, each once", () => {
  const query = "query($x: Boolean!) { a b: c ... @include(if: $x) { d a { e } } ...F } fragment F on Query { g }";
  expect(findFetchPaths({ query })).toEqual([["a"], ["b"], ["d"], ["g"]]);
});

it("names the fields of each entity", () => {
  const query =
    "query($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on A { x y: z } } }";
  expect(entities(query, "A", "A")).toEqual([
    ["_entities", 0, "x"],
    ["_entities", 0, "y"],
    ["_entities", 1, "x"],
    ["_entities", 1, "y"],
  ]);
});

it("names for an entity the fields of its own type, or all where only its interface is known", () => {
  const query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on A { x } ... on B { y } } }";
  expect(entities(query, "B", "A", "C")).toEqual([
    ["_entities", 0, "y"],
    ["_entities", 1, "x"],
    ["_entities", 2, "x"],
    ["_entities", 2, "y"],
  ]);
});

it("names no more than a hundred places", () => {
  const query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on A { x y z } } }";
  expect(entities(query, ...Array<string>(80).fill("A"))).toHaveLength(100);
});
