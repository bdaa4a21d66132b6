import { compareValues } from "../bson/compare-values.ts";
import { encodeKey } from "../bson/encode-key.ts";
import { toPlain } from "../bson/to-plain.ts";
import type { BsonDocument } from "../bson/values.ts";
import { rankOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { GroupField } from "./accumulators.ts";
import { readGroupFields } from "./accumulators.ts";
import type { ExpressionScope } from "./compile-expression.ts";
import { compileExpression } from "./compile-expression.ts";
import { sortStage } from "./selection-stages.ts";
import type { Stage, StageMaker } from "./stage.ts";
import { requireDocument } from "./stage.ts";

/**
 * Groups by a computed value.
 *
 * @param toId makes the group's `_id` of the computed value.
 */
function groupStage(
  by: unknown,
  fields: readonly GroupField[],
  scope: ExpressionScope,
  toId = (value: unknown): unknown => value ?? null,
): Stage {
  const compute = compileExpression([by, ...fields.map(({ operand }) => operand)], scope);
  return function* (input) {
    const groups = new Map<string, { id: unknown; accumulators: ReturnType<GroupField["create"]>[] }>();
    for (const document of input) {
      const [value, ...operands] = compute(document) as unknown[];
      const id = toId(value);
      const key = encodeKey(id);
      const group = groups.get(key) ?? { id, accumulators: fields.map((field) => field.create()) };
      groups.set(key, group);
      operands.forEach((operand, i) => group.accumulators[i]?.add(operand));
    }
    for (const { id, accumulators } of groups.values()) {
      const result: BsonDocument = { _id: id };
      fields.forEach(({ name }, i) => (result[name] = accumulators[i]?.result()));
      yield result;
    }
  };
}

const group: StageMaker = (specification, { scope }) => {
  const { _id: by, ...fields } = requireDocument(
    specification,
    15947,
    "a group's fields must be specified in an object",
  );
  if (by === undefined) throw new CommandError(15955, "a group specification must include an _id");
  return groupStage(by, readGroupFields(fields), scope);
};

const sortByCount: StageMaker = (specification, { scope }) => {
  const grouped = groupStage(specification, readGroupFields({ count: { $sum: 1 } }), scope);
  const sorted = sortStage({ count: -1 });
  return (input) => sorted(grouped(input));
};

const bucket: StageMaker = (specification, { scope }) => {
  const {
    groupBy,
    boundaries,
    default: fallback,
    output = { count: { $sum: 1 } },
  } = requireDocument(specification, 40201, "Argument to $bucket stage must be an object");
  if (groupBy === undefined || boundaries === undefined)
    throw new CommandError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  const bounds = readBoundaries(boundaries);
  const other = toPlain(fallback);
  const fields = readGroupFields(requireDocument(output, 40196, "The $bucket 'output' field must be an object"));
  const toId = (value: unknown): unknown => {
    const above = bounds.findIndex((bound) => compareValues(value, bound) < 0);
    if (above > 0) return bounds[above - 1];
    if (other !== undefined) return other;
    throw new CommandError(
      40066,
      "$switch could not find a matching branch for an input, and no default was specified.",
    );
  };
  const grouped = groupStage(groupBy, fields, scope, toId);
  const sorted = sortStage({ _id: 1 });
  return (input) => sorted(grouped(input));
};

function readBoundaries(boundaries: unknown): unknown[] {
  if (!Array.isArray(boundaries)) throw new CommandError(40200, "The $bucket 'boundaries' field must be an array");
  if (boundaries.length < 2)
    throw new CommandError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  const bounds = boundaries.map(toPlain);
  bounds.forEach((bound, i) => {
    if (i > 0 && rankOf(bound) !== rankOf(bounds[0]))
      throw new CommandError(40193, "All values in the 'boundaries' option to $bucket must have the same type.");
    if (i > 0 && compareValues(bounds[i - 1], bound) >= 0)
      throw new CommandError(40194, "The 'boundaries' option to $bucket must be sorted");
  });
  return bounds;
}

/** Stages that make one document of many. */
export const GROUP_STAGES: Readonly<Record<string, StageMaker>> = {
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
};
