import type { BsonDocument } from "../bson/values.ts";
import { isDocument, setField } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";

/** What happens to a field's value; undefined drops the field. The document is the whole one. */
export type FieldTransform = (value: unknown, document: BsonDocument) => unknown;

type Leaf = "keep" | "drop" | FieldTransform;

/** Paths of a projection as a tree. */
export interface ProjectionNode {
  readonly children: Map<string, ProjectionNode>;
  leaf?: Leaf;
}

export const emptyNode = (): ProjectionNode => ({ children: new Map() });

/** @throws CommandError 31249 when one path lies inside another. */
export function addLeaf(root: ProjectionNode, path: readonly string[], leaf: Leaf): void {
  let node = root;
  for (const part of path) {
    if (node.leaf !== undefined) throw new CommandError(31249, `Path collision at ${path.join(".")}`);
    const child = node.children.get(part) ?? emptyNode();
    node.children.set(part, child);
    node = child;
  }
  if (node.leaf !== undefined || node.children.size > 0)
    throw new CommandError(31250, `Path collision at ${path.join(".")}`);
  node.leaf = leaf;
}

/**
 * Applies the tree. Fields it does not name are dropped by an inclusion and kept by an exclusion; arrays on a path are
 * entered, and scalars on it are dropped by an inclusion.
 */
export function applyTree(root: ProjectionNode, document: BsonDocument, isInclusion: boolean): BsonDocument {
  return projectDocument(root, document);

  function projectDocument(node: ProjectionNode, fields: BsonDocument): BsonDocument {
    const result: BsonDocument = {};
    for (const name of Object.keys(fields)) {
      const child = node.children.get(name);
      const value = child === undefined ? (isInclusion ? undefined : fields[name]) : projectField(child, fields[name]);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  }

  function projectField(node: ProjectionNode, value: unknown): unknown {
    if (node.leaf === "keep") return value;
    if (node.leaf === "drop") return undefined;
    return node.leaf === undefined ? descend(node, value) : node.leaf(value, document);
  }

  function descend(node: ProjectionNode, value: unknown): unknown {
    if (isDocument(value)) return projectDocument(node, value);
    if (!Array.isArray(value)) return isInclusion ? undefined : value;
    return value.map((element: unknown) => descend(node, element)).filter((element) => element !== undefined);
  }
}
