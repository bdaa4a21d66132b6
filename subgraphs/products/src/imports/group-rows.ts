import type { Row } from "./row.ts";

/** Rows that follow each other and name the same product, or one row that names its variant by SKU alone. */
export interface RowGroup {
  /** As the rows spell it; empty when they name no product. */
  readonly handle: string;
  readonly rows: readonly Row[];
  /** Rows of the file that belong to it, also those beyond MAX_GROUP_ROWS. */
  readonly size: number;
}

/** One more than a product can have variants: what follows is counted and not kept. */
export const MAX_GROUP_ROWS = 101;

/** Collects rows into groups as they come. Keeps one group in memory. */
export function createRowGrouper() {
  let rows: Row[] = [];
  let size = 0;
  let current = "";

  const take = (): RowGroup[] => {
    const groups = size === 0 ? [] : [{ handle: current, rows, size }];
    rows = [];
    size = 0;
    return groups;
  };
  return {
    /** The group that ends before `row`, if one does. */
    add(row: Row): RowGroup[] {
      const handle = textOf(row, "handle").trim();
      const ended = size > 0 && handle !== "" && handle === current ? [] : take();
      current = handle;
      size++;
      if (rows.length < MAX_GROUP_ROWS) rows.push(row);
      return ended;
    },
    /** The group that the end of the file ends. */
    end: take,
  };
}

/** What a row says in a column of one value; empty when it does not say anything there. */
export function textOf({ cells }: Row, column: string): string {
  const cell = cells.get(column);
  return typeof cell === "string" ? cell : "";
}
