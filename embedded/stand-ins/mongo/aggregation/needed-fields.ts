import type { BsonDocument } from "../bson/values.ts";
import { isDocument, isZero } from "../bson/values.ts";
import { compileFilter } from "../query/compile-filter.ts";

/**
 * The top-level fields a pipeline reads, so that only they are decoded; null when it may need whole documents. Known only
 * for pipelines that soon group, count or project; a mistake in the pipeline is somebody else's to report.
 */
export function neededFields(stages: readonly unknown[]): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const stage of stages) {
    const [name, specification] = isDocument(stage) ? (Object.entries(stage)[0] ?? []) : [];
    switch (name) {
      case "$limit":
      case "$skip":
        break;
      case "$match": {
        const read = isDocument(specification) ? compileFilter(specification).fieldNames : null;
        if (read === null) return null;
        read.forEach((field) => names.add(field));
        break;
      }
      case "$sort":
        if (!isDocument(specification)) return null;
        Object.keys(specification).forEach((path) => names.add(firstPart(path)));
        break;
      case "$unwind": {
        const path = isDocument(specification) ? specification["path"] : specification;
        if (typeof path !== "string") return null;
        names.add(firstPart(path.slice(1)));
        break;
      }
      case "$group":
      case "$count":
        return collectReferences(specification, names) ? names : null;
      case "$project":
        return isInclusion(specification) && collectReferences(specification, names)
          ? addKeys(names, specification)
          : null;
      default:
        return null;
    }
  }
  return null;
}

const firstPart = (path: string): string => path.split(".")[0] ?? path;

function isInclusion(specification: unknown): specification is BsonDocument {
  const entries = isDocument(specification) ? Object.entries(specification) : [];
  const flags = entries.filter(([name]) => name !== "_id").map(([, value]) => keepsOrComputes(value));
  return flags.length > 0 && flags.every((isKept) => isKept);
}

function keepsOrComputes(value: unknown): boolean {
  if (isDocument(value)) return Object.keys(value)[0]?.startsWith("$") === true; // others are paths, either way
  return value !== false && !isZero(value);
}

function addKeys(names: Set<string>, specification: BsonDocument): Set<string> {
  names.add("_id");
  Object.keys(specification).forEach((path) => names.add(firstPart(path)));
  return names;
}

/** Collects the fields an expression refers to; false when it refers to the whole document. */
function collectReferences(expression: unknown, names: Set<string>): boolean {
  if (typeof expression === "string") {
    if (/^\$\$(?:ROOT|CURRENT)\b/.test(expression)) return false;
    if (/^\$[^$]/.test(expression)) names.add(firstPart(expression.slice(1)));
    return true;
  }
  if (Array.isArray(expression)) return expression.every((element) => collectReferences(element, names));
  if (!isDocument(expression)) return true;
  if ("$getField" in expression) return false;
  return Object.values(expression).every((value) => collectReferences(value, names));
}
