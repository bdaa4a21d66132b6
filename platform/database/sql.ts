/**
 * Plain SQL on a Prisma client or inside its transaction: the part of `Prisma.TransactionClient` that the platform needs.
 * Values are always bound (`$1`), never put into the text.
 */
export interface SqlExecutor {
  $queryRawUnsafe<Rows = unknown>(sql: string, ...values: unknown[]): PromiseLike<Rows>;
  $executeRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<number>;
}
