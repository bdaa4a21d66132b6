import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isNonNullType, isObjectType } from "graphql";
import type { RecordReads } from "#platform/audit/record-reads.ts";
import type { Identity } from "#platform/identity/viewer.ts";
import { type AccessRule, decideAccess, describeAccess } from "./access.ts";

/** A declared rule and where it stands. */
export interface DeclaredAccess {
  /** `Type.field`, e.g. `Mutation.shopCreate`. */
  readonly place: string;
  readonly rule: AccessRule;
}

/** What the checks need to know of a request. */
export interface AccessContext extends Identity {
  recordReads: RecordReads;
}

const isRoot = (typeName: string): boolean => typeName === "Query" || typeName === "Mutation";

/**
 * Puts the declared rules of `schema` into force, in place: each guarded field checks before it resolves, and its description
 * ends with the rule. Answers with what is declared.
 * @throws Error when an operation declares nothing, a field that may be refused as absent cannot be null, or a read of it
 * could not be recorded because its type has no id.
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
      if (rule.who === "self" && rule.scope && !type.getFields()["id"])
        throw new Error(`${place} is shown by a scope, which is recorded: ${type.name} needs an id.`);
      guard(field, rule, place);
      declared.push({ place, rule });
    }
  }
  return declared.sort((left, right) => (left.place < right.place ? -1 : 1));
}

function guard(field: GraphQLField<unknown, AccessContext>, rule: AccessRule, place: string): void {
  const looksAbsent = rule.who === "self" || rule.who === "member";
  const refuse = rule.who === "member" ? rule.refuse : undefined;
  if (looksAbsent && !refuse && isNonNullType(field.type)) {
    throw new Error(`${place} may be refused as if it were not there, so it must be nullable.`);
  }
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    switch (decideAccess(rule, context, source, args)) {
      case "allowed":
        return resolve(source, args, context, info) as unknown;
      case "allowedByScope":
        return context
          .recordReads([{ type: info.parentType.name, id: (source as { id: string }).id }])
          .then(() => resolve(source, args, context, info));
      case "absent":
        return refuse?.() ?? null;
    }
  };
  field.description = `${field.description ?? ""}\n\nAccess: ${describeAccess(rule)}`.trim();
}
