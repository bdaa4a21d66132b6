import { z } from "zod";

/** A process environment, handed in by `runtime/`: nothing else reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment is wrong. The message names every wrong variable at once, for a person to read. */
export class BadEnvironment extends Error {
  override readonly name = "BadEnvironment";
}

/**
 * Reads and converts the variables of `schema` from `environment`; an empty value counts as absent.
 * @throws BadEnvironment naming `part` and every wrong variable at once, so that a bad deploy stops before it listens.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  part: string,
  schema: z.ZodObject<Shape>,
  environment: Environment,
): z.infer<z.ZodObject<Shape>> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new BadEnvironment(`${part}: wrong environment variables\n${problems.join("\n")}`);
}

/** A PostgreSQL URL. */
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgresql:// URL" });

/** A whole number of `unit`s within bounds, written in decimal. */
export const wholeNumber = (bounds: { min: number; max: number }) =>
  z.coerce.number().int().min(bounds.min).max(bounds.max);
