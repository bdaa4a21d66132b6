import type { BsonDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import { readSort } from "../query/read-sort.ts";
import { sortKeyOf } from "../storage/index-keys.ts";
import type { Stage, StageMaker } from "./stage.ts";
import { requireDocument, requireWhole } from "./stage.ts";

const match: StageMaker = (specification, { scope }) => {
  const filter = compileFilter(
    requireDocument(specification, 15959, "the match filter must be an expression in an object"),
    scope,
  );
  return function* (input) {
    for (const document of input) if (filter.matches(document)) yield document;
  };
};

const limit: StageMaker = (specification) => {
  const wanted = requireWhole(specification, (n) => n > 0, 15958, "the limit must be positive");
  return function* (input) {
    let count = 0;
    for (const document of input) {
      yield document;
      if (++count === wanted) return;
    }
  };
};

const skip: StageMaker = (specification) => {
  const unwanted = requireWhole(specification, (n) => n >= 0, 15956, "Argument to $skip cannot be negative");
  return function* (input) {
    let count = 0;
    for (const document of input) if (++count > unwanted) yield document;
  };
};

/** Sorts all documents; those with equal keys stay in order. */
export function sortStage(specification: BsonDocument): Stage {
  const fields = readSort(specification);
  return function* (input) {
    const keyed = Array.from(input, (document) => ({ key: sortKeyOf(document, fields), document }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    for (const { document } of keyed) yield document;
  };
}

const sort: StageMaker = (specification) => {
  const fields = requireDocument(specification, 15973, "the $sort key specification must be an object");
  if (Object.keys(fields).length === 0) throw new CommandError(15976, "$sort stage must have at least one sort key");
  return sortStage(fields);
};

const count: StageMaker = (specification) => {
  const message = "the count field must be a non-empty string";
  if (typeof specification !== "string") throw new CommandError(40156, message);
  if (specification === "") throw new CommandError(40157, message);
  if (specification.startsWith("$")) throw new CommandError(40158, "the count field cannot be a $-prefixed path");
  if (specification.includes(".")) throw new CommandError(40160, "the count field cannot contain '.'");
  return function* (input) {
    let total = 0;
    const documents = input[Symbol.iterator]();
    while (documents.next().done !== true) total++;
    if (total > 0) yield { [specification]: total };
  };
};

/** Stages that choose, order and count documents without changing them. */
export const SELECTION_STAGES: Readonly<Record<string, StageMaker>> = {
  $match: match,
  $limit: limit,
  $skip: skip,
  $sort: sort,
  $count: count,
};
