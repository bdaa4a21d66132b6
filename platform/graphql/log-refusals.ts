import { defaultFieldResolver, type GraphQLField, type GraphQLSchema } from "graphql";
import type { Logger } from "#platform/logging/logger.ts";

interface UserError {
  code?: string;
  field?: readonly string[] | null;
}

/**
 * Has each mutation of `schema` that refuses its input say so in the log, in place: which, and each code with its path into the
 * input. Never what was typed in: that may be a password in the wrong field.
 */
export function logRefusals(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) watch(field);
}

function watch(field: GraphQLField<unknown, { logger: Logger }>): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = async (source, args, context, info) => {
    const payload = (await resolve(source, args, context, info)) as { userErrors?: readonly UserError[] } | null;
    const userErrors = payload?.userErrors ?? [];
    if (userErrors.length > 0) {
      const refused = userErrors.map(({ code, field: path }) => ({ code, path: path?.join(".") ?? null }));
      context.logger.info({ operation: info.fieldName, refused }, "input was refused");
    }
    return payload;
  };
}
