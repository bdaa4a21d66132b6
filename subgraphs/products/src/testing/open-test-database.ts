import { pino } from "pino";
import { createOutbox } from "#platform/events/outbox.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { createDatabase, type ProductsDatabase } from "../database.ts";

/** A database of one's own, or the one at `url`. What is published in its transactions goes to nobody. */
export async function openTestDatabase(
  options: { url?: string; connections?: number } = {},
): Promise<ProductsDatabase> {
  const { url = await cloneTestDatabase("products"), connections } = options;
  return createDatabase({
    url,
    logger: pino({ level: "silent" }),
    createOutbox: createOutbox({ subscribersOf: () => [], now: () => new Date() }),
    ...(connections === undefined ? {} : { connections }),
  });
}
