import "reflect-metadata";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { createPubSub } from "@graphql-yoga/subscription";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { type GraphQLSchema, parse } from "graphql";
import { applyAccess, type DeclaredAccess } from "./apply-access.ts";
import { logRefusals } from "./log-refusals.ts";
import { buildSchema, createResolversMap, type NonEmptyArray } from "type-graphql";

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable", "@external", "@provides",
    "@requires", "@override", "@inaccessible", "@tag", "@interfaceObject", "@cost", "@listSize"])
`;

/** Looks up one entity by its representation; null when it is not there or the caller may not see it. */
export type ReferenceResolver<Context> = (reference: Record<string, unknown>, context: Context) => unknown;

export interface FederatedSchemaOptions<Context> {
  /** Resolver instances, already wired. */
  resolvers: readonly object[];
  /** By type name, for every entity that this subgraph resolves. */
  references?: Record<string, ReferenceResolver<Context>>;
  /** Types that only `_entities` reaches. */
  entities?: readonly (new () => object)[];
  /** Names of enums to mark @inaccessible, which type-graphql has no decorator for: those of sibling-only operations. */
  inaccessibleEnums?: readonly string[];
}

/**
 * Builds the executable federated schema of one subgraph from type-graphql classes. type-graphql keeps its metadata per
 * process, so each subgraph names its own resolvers; that is what keeps five schemas in one process apart.
 */
export async function buildFederatedSchema<Context>(
  options: FederatedSchemaOptions<Context>,
): Promise<{ schema: GraphQLSchema; sdl: string; access: DeclaredAccess[] }> {
  const instances = new Map(options.resolvers.map((resolver) => [resolver.constructor, resolver]));
  const base = await buildSchema({
    resolvers: [...instances.keys()] as unknown as NonEmptyArray<new () => object>,
    orphanedTypes: [...(options.entities ?? [])],
    container: { get: (someClass) => instances.get(someClass) as object },
    // Both are demanded as soon as any class of the process uses @Authorized or @Subscription; we use neither.
    authChecker: () => false,
    pubSub: createPubSub(),
    validate: false,
    skipCheck: true,
  } as Parameters<typeof buildSchema>[0]);
  for (const name of options.inaccessibleEnums ?? [])
    base.getType(name)!.extensions = { directives: { inaccessible: {} } };
  const access = applyAccess(base);
  logRefusals(base);
  const sdl = LINK + printSchemaWithDirectives(base);
  const resolvers = createResolversMap(base) as Record<string, Record<string, unknown>>;
  for (const [typeName, resolve] of Object.entries(options.references ?? {})) {
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: resolve };
  }
  return { schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]), sdl, access };
}
