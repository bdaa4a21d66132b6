import { typeNameOf } from "../bson/type-names.ts";
import type { BsonDocument } from "../bson/values.ts";
import { fieldOf, isDocument, setField } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { Filter } from "../query/compile-filter.ts";
import { isArrayPosition } from "../storage/index-keys.ts";

/** How the array steps of an update's path are resolved. */
export interface PathResolver {
  /** The element `$` stands for. Called with the path of the array. */
  matchedPosition(path: readonly string[]): number | undefined;
  readonly arrayFilters: ReadonlyMap<string, Filter>;
}

type Container = BsonDocument | unknown[];

const MAX_PADDING = 1_500_000;

/** The path with `$`, `$[]` and `$[name]` replaced by positions: one path for each element they stand for. */
export function resolvePaths(document: BsonDocument, path: readonly string[], resolver: PathResolver): string[][] {
  const at = path.findIndex((part) => part.startsWith("$"));
  const step = path[at];
  if (at === -1 || step === undefined) return [[...path]];
  const before = path.slice(0, at);
  const positions = positionsOf(valueAt(document, before), before, step, resolver);
  return positions.flatMap((position) =>
    resolvePaths(document, [...before, String(position), ...path.slice(at + 1)], resolver),
  );
}

function positionsOf(array: unknown, before: readonly string[], step: string, resolver: PathResolver): number[] {
  if (step === "$") {
    const position = resolver.matchedPosition(before);
    if (position !== undefined) return [position];
    throw new CommandError("BadValue", "The positional operator did not find the match needed from the query.");
  }
  const name = before.join(".");
  if (array === undefined) {
    throw new CommandError(
      "BadValue",
      `The path '${name}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(array)) {
    throw new CommandError("BadValue", `Cannot apply array updates to non-array element ${name}: ${typeNameOf(array)}`);
  }
  const identifier = step.slice(2, -1);
  const filter = resolver.arrayFilters.get(identifier);
  return [...array.keys()].filter((i) => filter === undefined || filter.matches({ [identifier]: array[i] as unknown }));
}

/** The value at a path of names and positions, or undefined. */
export function valueAt(document: BsonDocument, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, part) => (isContainer(value) ? childOf(value, part) : undefined), document);
}

const isContainer = (value: unknown): value is Container => Array.isArray(value) || isDocument(value);

function childOf(container: Container, part: string): unknown {
  if (!Array.isArray(container)) return fieldOf(container, part);
  return isArrayPosition(part) ? container[Number(part)] : undefined;
}

/**
 * Sets the value at a path, creating the documents on the way.
 *
 * @throws CommandError PathNotViable (28) when a scalar or an array without that position is in the way.
 */
export function setValueAt(document: BsonDocument, path: readonly string[], value: unknown): void {
  let container: Container = document;
  path.slice(0, -1).forEach((part, i) => {
    let child = childOf(container, part);
    if (child === undefined) setChild(container, part, (child = {}));
    if (!isContainer(child)) throw notViable(path[i + 1] ?? "", part, child);
    container = child;
  });
  setChild(container, path.at(-1) ?? "", value);
}

function setChild(container: Container, part: string, value: unknown): void {
  if (!Array.isArray(container)) {
    setField(container, part, value);
    return;
  }
  if (!isArrayPosition(part)) throw notViable(part, "", container);
  const position = Number(part);
  if (position - container.length > MAX_PADDING)
    throw new CommandError("BadValue", "Cannot backfill an array to contain that many elements");
  while (container.length < position) container.push(null);
  container[position] = value;
}

function notViable(field: string, part: string, found: unknown): CommandError {
  const element = `${part === "" ? "" : `${part}: `}${typeNameOf(found)}`;
  return new CommandError("PathNotViable", `Cannot create field '${field}' in element {${element}}`);
}

/** Takes the field away; an element of an array becomes null, so that the others keep their places. */
export function removeValueAt(document: BsonDocument, path: readonly string[]): void {
  const container = valueAt(document, path.slice(0, -1));
  const part = path.at(-1) ?? "";
  if (Array.isArray(container)) {
    if (isArrayPosition(part) && Number(part) < container.length) container[Number(part)] = null;
  } else if (isDocument(container)) {
    delete container[part];
  }
}
