import { ArgsType, type ClassType, Directive, Field, Int, ObjectType } from "type-graphql";
import { type CursorValue, encodeCursor, type Page, type PageArguments } from "#platform/database/page.ts";

@ObjectType("PageInfo", { description: "Where a page stands in its list." })
@Directive("@shareable")
export class PageInfoType {
  @Field(() => Boolean, { description: "Whether more follow this page." })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether others stand before this page." })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: "Cursor of the first edge; null on an empty page." })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: "Cursor of the last edge; null on an empty page." })
  endCursor!: string | null;
}

/** Arguments of every list. Give exactly one of `first` and `last`. */
@ArgsType()
export class ConnectionArgs implements PageArguments {
  @Field(() => Int, { nullable: true, description: "How many from the start, or after `after`." })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "Cursor to start behind." })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: "How many from the end, or before `before`." })
  last?: number | null;

  @Field(() => String, { nullable: true, description: "Cursor to end before." })
  before?: string | null;
}

export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: PageInfoType;
  totalCount?: number | null;
}

/**
 * Makes the Relay connection and edge types `<name>Connection` and `<name>Edge` over `nodeType`. Call it once per node type
 * and export the result. `totalCount` is left to a field resolver, because counting costs extra.
 */
export function createConnectionType<Node extends object>(
  name: string,
  nodeType: ClassType<Node>,
  shareable = false,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} in a list.` })
  class Edge {
    @Field(() => String, { description: "Where this one stands in the list, for `after` and `before`." })
    cursor!: string;

    @Field(() => nodeType, { description: `The ${name}.` })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class ConnectionType implements Connection<Node> {
    @Field(() => [Edge], { description: "The page, with a cursor for each." })
    edges!: Edge[];

    @Field(() => [nodeType], { description: "The page without cursors." })
    nodes!: Node[];

    @Field(() => PageInfoType, { description: "Where the page stands in the list." })
    pageInfo!: PageInfoType;

    @Field(() => Int, { nullable: true, description: "How many the whole list has. Counted only when asked for." })
    totalCount?: number | null;
  }
  if (shareable) for (const type of [Edge, ConnectionType]) Directive("@shareable")(type);
  return ConnectionType;
}

/** The connection of `page`; `cursorOf` gives a row's sort key values, `toNode` its GraphQL object. */
export function toConnection<Row, Node>(
  page: Page<Row>,
  cursorOf: (row: Row) => readonly CursorValue[],
  toNode: (row: Row) => Node,
): Connection<Node> {
  const edges = page.rows.map((row) => ({ cursor: encodeCursor(cursorOf(row)), node: toNode(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
