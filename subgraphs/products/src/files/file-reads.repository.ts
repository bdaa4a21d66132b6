import type pg from "pg";
import type { ShopId, UserId } from "#platform/ids/id.ts";
import { namedStatement } from "../named-statement.ts";
import { type FileId, purposesThat, type StoredFile } from "./file.ts";
import { type FileRow, SELECT_FILES, toFile } from "./file.repository.ts";

const PRIVATE_PURPOSES = purposesThat(({ kind }) => kind === "DOCUMENT");

export type FileReads = ReturnType<typeof createFileReads>;

/** Files as people may see them, read without locks. */
export function createFileReads(pool: Pick<pg.Pool, "query">) {
  return {
    /**
     * Among `ids` what the viewer may see, by one statement: their own in any state, of others pictures in use and the checked
     * documents of `shopIds`.
     */
    async findVisible(
      viewer: { userId: UserId | null; shopIds: readonly ShopId[] },
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, StoredFile>> {
      const text = `${SELECT_FILES} WHERE id = ANY($1::text[]) AND (
        (owner_id = $2::text AND status <> 'DELETED')
        OR (status = 'ATTACHED' AND purpose <> ALL($3::text[]))
        OR (status IN ('READY', 'ATTACHED') AND purpose = ANY($3::text[]) AND shop_id = ANY($4::text[])))`;
      const values = [ids, viewer.userId, PRIVATE_PURPOSES, viewer.shopIds];
      const { rows } = await pool.query<FileRow>(namedStatement(text, values));
      return new Map(rows.map((row) => [row.id, toFile(row)]));
    },

    /** Up to `limit` deleted files with ids behind `after`, in the order of their ids. */
    async findDeleted(after: string, limit: number): Promise<FileId[]> {
      const { rows } = await pool.query<{ id: FileId }>(
        "SELECT id FROM files WHERE status = 'DELETED' AND id > $1 ORDER BY id LIMIT $2",
        [after, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}
