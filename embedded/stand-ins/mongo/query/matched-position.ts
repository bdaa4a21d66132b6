import type { BsonDocument } from "../bson/values.ts";
import type { FieldNode, FilterNode } from "./filter-node.ts";
import { conjunctsOf } from "./filter-node.ts";
import { plainValueAt } from "./path-values.ts";

/**
 * Which element of an array made the document match: what the positional `$` stands for. Undefined when the filter has no
 * condition on the array. Where several conditions match different elements MongoDB promises nothing; we take the
 * element that satisfies most, the first of equals.
 */
export function matchedPosition(root: FilterNode, path: readonly string[], document: BsonDocument): number | undefined {
  const array = plainValueAt(document, path);
  const conditions = conditionsOn(root, path, document);
  if (!Array.isArray(array) || conditions.length === 0) return undefined;
  const scores = array.map((element: unknown) => {
    const alone = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), [element]);
    return conditions.filter((condition) => condition.matches(alone)).length;
  });
  const best = Math.max(0, ...scores);
  return best === 0 ? undefined : scores.indexOf(best);
}

function conditionsOn(root: FilterNode, path: readonly string[], document: BsonDocument): FieldNode[] {
  return conjunctsOf(root).flatMap((node) => {
    if (node.kind === "field") return path.every((part, i) => node.path[i] === part) ? [node] : [];
    const chosen = node.kind === "any" ? node.nodes.find((branch) => branch.matches(document)) : undefined;
    return chosen === undefined ? [] : conditionsOn(chosen, path, document);
  });
}
