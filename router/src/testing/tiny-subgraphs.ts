import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { AppError } from "#platform/errors/app-error.ts";
import type { RequestContext } from "#platform/graphql/executor.ts";

/** A shop as small as can be, in four parts that have to work together for one page. */
export interface TinySubgraph {
  name: string;
  sdl: string;
  schema: GraphQLSchema;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key"])\n`;

type Module = Exclude<
  Extract<Parameters<typeof buildSubgraphSchema>[0], readonly unknown[]>[number],
  { kind: unknown }
>;
type Resolvers = NonNullable<Module["resolvers"]>;

function define(name: string, typeDefs: string, resolvers: Resolvers): TinySubgraph {
  const sdl = LINK + typeDefs;
  return { name, sdl, schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]) };
}

const NAMES = new Map([
  ["1", "Kettle"],
  ["2", "Teapot"],
]);

const products = define(
  "products",
  `
  type Query {
    product(id: ID!): Product
    products: [Product!]!
    find(filter: Filter!): [Product!]!
    echo(value: Json): Json
    fault(kind: Fault!): String
  }
  type Mutation {
    rename(id: ID!, name: String!): Product
  }
  type Product @key(fields: "id") {
    id: ID!
    name: String!
  }
  input Filter {
    colour: Colour!
    tags: [String!]
  }
  enum Colour { RED GREEN }
  enum Fault { BUG NOT_FOUND FORBIDDEN UNAVAILABLE }
  scalar Json
  `,
  {
    Query: {
      product: (_: unknown, { id }: { id: string }) => (NAMES.has(id) ? { id } : null),
      products: () => [...NAMES.keys()].map((id) => ({ id })),
      find: () => [{ id: "1" }],
      echo: (_: unknown, { value }: { value: unknown }) => value,
      fault: (_: unknown, { kind }: { kind: "BUG" | "NOT_FOUND" | "FORBIDDEN" | "UNAVAILABLE" }) => {
        if (kind === "BUG") throw new Error("password=hunter2 at postgres://10.0.0.7:5432");
        throw new AppError(kind, `public ${kind}`, { logMessage: "secret detail" });
      },
    },
    Mutation: { rename: (_: unknown, { id }: { id: string }) => ({ id }) },
    Product: {
      __resolveReference: ({ id }: { id: string }) => (NAMES.has(id) ? { id } : null),
      name: ({ id }: { id: string }) => NAMES.get(id),
    },
  },
);

const stock = define("stock", `type Product @key(fields: "id") { id: ID! available: Int }`, {
  Product: { available: ({ id }: { id: string }) => Number(id) * 10 },
});

const reviews = define(
  "reviews",
  `
  type Product @key(fields: "id") { id: ID! reviews: [Review!] }
  type Review { text: String! author: User product: Product }
  type User @key(fields: "id") { id: ID! reviews: [Review!] }
  `,
  {
    Product: { reviews: ({ id }: { id: string }) => [{ text: `Good ${id}`, author: { id: "u1" }, product: { id } }] },
    User: { reviews: () => [] },
  },
);

const users = define(
  "users",
  `
  type Query { me: Seen! }
  type Mutation { note(text: String!): Boolean }
  type Seen { caller: String! viewer: String! userId: ID requestId: String! }
  type User @key(fields: "id") { id: ID! name: String! }
  `,
  {
    Query: {
      me: (_: unknown, __: unknown, { caller, viewer, requestId }: RequestContext) => ({
        caller,
        viewer: viewer.kind,
        userId: viewer.kind === "user" ? viewer.userId : null,
        requestId,
      }),
    },
    Mutation: { note: () => true },
    User: { name: ({ id }: { id: string }) => `Ada ${id}` },
  },
);

export const TINY_SUBGRAPHS: readonly TinySubgraph[] = [products, stock, reviews, users];

/** Needs all four. */
export const PRODUCT_PAGE = `query ProductPage($id: ID!) {
  product(id: $id) { id name available reviews { text author { name } } }
}`;
