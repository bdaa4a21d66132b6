/** One condition of a filter, compiled. The planner and `$` in updates look at the parts; everyone else calls `matches`. */
export type FilterNode = GroupNode | FieldNode | OpaqueNode;

interface Matcher {
  matches(value: unknown): boolean;
}

/** `$and` ("all"), `$or` ("any") or `$nor` ("none"). */
export interface GroupNode extends Matcher {
  readonly kind: "all" | "any" | "none";
  readonly nodes: readonly FilterNode[];
}

/** One operator on one path. */
export interface FieldNode extends Matcher {
  readonly kind: "field";
  readonly path: readonly string[];
  readonly operator: string;
  readonly operand: unknown;
}

/** A condition on the whole document, such as `$expr`, that no index can help with. */
export interface OpaqueNode extends Matcher {
  readonly kind: "opaque";
}

/** The conditions that must all hold, with nested `$and` taken apart. */
export function conjunctsOf(node: FilterNode): FilterNode[] {
  return node.kind === "all" ? node.nodes.flatMap(conjunctsOf) : [node];
}
