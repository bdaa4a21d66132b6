import pg from "pg";

/**
 * How many statements this process sends to the database named in `url` while `work` runs, however it sends them. The job
 * queue's own polling is left out.
 */
export async function countQueries(url: string, work: () => Promise<unknown>): Promise<number> {
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown; database?: string };
  const original = prototype.query;
  let count = 0;
  prototype.query = function (this: { database?: string }, ...args: unknown[]) {
    const text = typeof args[0] === "string" ? args[0] : ((args[0] as { text?: string } | null)?.text ?? "");
    if (this.database === database && !text.includes("graphile_worker")) count++;
    return original.apply(this, args);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return count;
}
