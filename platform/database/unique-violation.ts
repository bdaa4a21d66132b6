/**
 * The name of the unique constraint or index that `error` (Prisma's P2002 or a plain SQLSTATE 23505) says was violated,
 * or null when it is another error. Prisma 7 keeps it in `meta.driverAdapterError.cause`, not in `meta.target`.
 */
export function violatedUniqueConstraint(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const { code, constraint, meta } = error as { code?: unknown; constraint?: unknown; meta?: DriverMeta };
  if (code === "23505" && typeof constraint === "string") return constraint;
  const cause = meta?.driverAdapterError?.cause;
  if (code !== "P2002" && cause?.originalCode !== "23505") return null;
  return cause?.constraint?.index ?? cause?.constraint?.fields?.join(",") ?? "unknown";
}

interface DriverMeta {
  driverAdapterError?: { cause?: { originalCode?: string; constraint?: { index?: string; fields?: string[] } } };
}
