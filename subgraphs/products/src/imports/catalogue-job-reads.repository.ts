import type pg from "pg";
import type { InstantPosition, PageRequest } from "#platform/database/page.ts";
import { namedStatement } from "../named-statement.ts";
import type { CatalogueJob, NumberedError } from "./catalogue-job.ts";
import { type JobRow, SELECT_JOBS, toJob } from "./catalogue-job.repository.ts";

export type CatalogueJobReads = ReturnType<typeof createCatalogueJobReads>;

/** Whose jobs someone may see: those of these shops, and those that the person has started. */
export interface JobSight {
  readonly userId: string | null;
  readonly shopIds: readonly string[];
}

/** Jobs as people may see them, read without locks. */
export function createCatalogueJobReads(pool: Pick<pg.Pool, "query">) {
  return {
    /** Among `ids` what the viewer may see, by one statement. */
    async findVisible(
      { userId, shopIds }: JobSight,
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, CatalogueJob>> {
      const text = `${SELECT_JOBS} WHERE id = ANY($1::text[]) AND (started_by = $2::text OR shop_id = ANY($3::text[]))`;
      const { rows } = await pool.query<JobRow>(namedStatement(text, [ids, userId, shopIds]));
      return new Map(rows.map((row) => [row.id, toJob(row)]));
    },

    /** Up to `limit + 1` jobs of a shop in reading direction, the newest first, behind `position`. */
    async findPageOfShop(
      shopId: string,
      { limit, backward }: PageRequest,
      position: InstantPosition | null,
    ): Promise<CatalogueJob[]> {
      const [order, behind] = backward ? ["ASC", ">"] : ["DESC", "<"];
      const text = `${SELECT_JOBS} WHERE shop_id = $1
        AND ($2::timestamptz IS NULL OR (created_at, id) ${behind} ($2::timestamptz, $3::text))
        ORDER BY created_at ${order}, id ${order} LIMIT $4`;
      const values = [shopId, position?.at ?? null, position?.id ?? null, limit + 1];
      const { rows } = await pool.query<JobRow>(namedStatement(text, values));
      return rows.map(toJob);
    },

    async countOfShop(shopId: string): Promise<number> {
      const text = "SELECT count(*)::int AS count FROM catalogue_jobs WHERE shop_id = $1";
      const { rows } = await pool.query<{ count: number }>(namedStatement(text, [shopId]));
      return rows[0]!.count;
    },

    /** Up to `limit + 1` errors of each of `jobIds` in reading direction, as they were found, by one statement. */
    async findErrorPages(
      jobIds: readonly string[],
      { limit, backward, cursor }: PageRequest,
    ): Promise<(NumberedError & { readonly jobId: string })[]> {
      const [order, behind] = backward ? ["DESC", "<"] : ["ASC", ">"];
      const text = `SELECT error.job_id AS "jobId", error.number, error."row", error.field, error.code, error.sku
        FROM unnest($1::text[]) AS wanted (job_id)
        CROSS JOIN LATERAL (
          SELECT * FROM catalogue_job_errors AS each
          WHERE each.job_id = wanted.job_id AND ($2::int IS NULL OR each.number ${behind} $2::int)
          ORDER BY each.number ${order} LIMIT $3) AS error
        ORDER BY error.job_id, error.number ${order}`;
      const { rows } = await pool.query<NumberedError & { jobId: string }>(
        namedStatement(text, [jobIds, cursor?.[0] ?? null, limit + 1]),
      );
      return rows;
    },
  };
}
