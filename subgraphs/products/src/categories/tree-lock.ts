import type pg from "pg";
import { createTurns } from "#platform/concurrency/turns.ts";
import { AppError } from "#platform/errors/app-error.ts";

/** Any number: the advisory lock of the one category tree. */
const TREE = 7_245_010;
const LOCK_NOT_AVAILABLE = "55P03";
/** Changes that wait in one process; the next is refused. */
const MAX_WAITING = 50;

export type WithTreeLock = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Lets one change of the category tree run at a time, whatever the number of processes: MongoDB's plain part cannot decide about
 * two documents at once, and two moves could otherwise put two categories below each other. The lock is one of a PostgreSQL
 * session, not of a transaction, because MongoDB is asked while it is held; it ends with the session, however the process goes. Those
 * of one process stand in line before they take a connection: many changes at once leave the pool to everybody else.
 * @throws AppError UNAVAILABLE when too many wait, or others hold it for longer than a lock is waited for.
 */
export function createTreeLock(pool: pg.Pool): WithTreeLock {
  const inTurn = createTurns({ parallel: 1, maxWaiting: MAX_WAITING });

  const whileHeld = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const session = await pool.connect();
    try {
      await session.query("SELECT pg_advisory_lock($1)", [TREE]);
    } catch (cause) {
      session.release(true);
      if ((cause as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw cause;
      throw tooMany(cause);
    }
    try {
      return await work();
    } finally {
      // A session that cannot unlock must not go back: its end unlocks.
      await session.query("SELECT pg_advisory_unlock($1)", [TREE]).then(
        () => session.release(),
        () => session.release(true),
      );
    }
  };

  return async (work) => {
    const outcome = await inTurn("tree", async () => ({ result: await whileHeld(work) }));
    if (!outcome) throw tooMany();
    return outcome.result;
  };
}

const tooMany = (cause?: unknown) =>
  new AppError("UNAVAILABLE", "Too many changes of categories at the moment. Try again.", { cause });
