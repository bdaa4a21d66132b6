import { z } from "zod";
import { code } from "./markdown-table.ts";

/** The part of JSON Schema that our zod schemas come out as. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
}

/** What goes into `schema`, before its defaults and conversions. */
export const toJsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

/** The values that `schema` takes, for a person to read. */
export function describeValues(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(describeValues).join(" or ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => (type === "null" ? "null" : describeValues({ ...schema, type }))).join(" or ");
  }
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  switch (schema.type) {
    case "integer":
      return describeRange(schema);
    case "string":
      return describeText(schema);
    case "array":
      return schema.items?.type === "object" ? "list of objects" : `list of: ${describeValues(schema.items ?? {})}`;
    case undefined:
      return "anything";
    default:
      return schema.type;
  }
}

function describeRange({ minimum, maximum }: JsonSchema): string {
  const upper = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && upper !== undefined) return `${minimum} to ${upper}`;
  return "whole number";
}

function describeText({ format, pattern }: JsonSchema): string {
  if (format === "uri") return "URL";
  if (format === "date-time") return "instant, RFC 3339";
  return pattern === undefined ? "text" : `text like ${code(pattern)}`;
}
