import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isNonNullType, isObjectType } from "graphql";
import type { Identity } from "#platform/identity/viewer.ts";
import { type AccessRule, describeAccess, mayAccess } from "./access.ts";

/** A declared rule and where it stands. */
export interface DeclaredAccess {
  /** `Type.field`, e.g. `Mutation.shopCreate`. */
  readonly place: string;
  readonly rule: AccessRule;
}

const isRoot = (typeName: string): boolean => typeName === "Query" || typeName === "Mutation";

/**
 * Puts the declared rules of `schema` into force, in place: each guarded field checks before it resolves, and its description
 * ends with the rule. Answers with what is declared.
 * @throws Error when an operation declares nothing, or a field that may be refused as absent cannot be null.
 */
export function applyAccess(schema: GraphQLSchema): DeclaredAccess[] {
  const declared: DeclaredAccess[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`;
      const rule = field.extensions["access"] as AccessRule | undefined;
      if (!rule && isRoot(type.name)) throw new Error(`${place} declares no access. Put @Access above it.`);
      if (!rule) continue;
      guard(field, rule, place);
      declared.push({ place, rule });
    }
  }
  return declared.sort((left, right) => (left.place < right.place ? -1 : 1));
}

function guard(field: GraphQLField<unknown, Identity>, rule: AccessRule, place: string): void {
  const looksAbsent = rule.who === "self" || rule.who === "member";
  const refuse = rule.who === "member" ? rule.refuse : undefined;
  if (looksAbsent && !refuse && isNonNullType(field.type)) {
    throw new Error(`${place} may be refused as if it were not there, so it must be nullable.`);
  }
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) =>
    mayAccess(rule, context, source, args) ? resolve(source, args, context, info) : (refuse?.() ?? null);
  field.description = `${field.description ?? ""}\n\nAccess: ${describeAccess(rule)}`.trim();
}
