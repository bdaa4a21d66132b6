import { LRUCache } from "lru-cache";
import { AppError } from "#platform/errors/app-error.ts";
import { ACCESS_TOKEN } from "#platform/identity/access-token.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";

/** Without word of a change, this is how late it is seen. */
export const GRANTS_FRESH_MS = seconds(15);
/** While accounts is away, what it said last is used for so long: no longer than an access token lives. */
export const GRANTS_USABLE_MS = ACCESS_TOKEN.lifetimeMs;
/** Accounts that has just not answered is left alone for so long, so that its time-out is not paid by every request. */
const PAUSE_MS = seconds(1);
const MAX_ENTRIES = 20_000;

/** Of whom something is remembered. */
interface Held {
  readonly userId: UserId;
}

export interface GrantsQuestion<Value> {
  /** Whom the answer will be about, where that is known before. */
  userId?: UserId;
  /** Asks accounts; null when access has ended. */
  load: () => Promise<Value | null>;
}

export type GrantsCache<Value extends Held> = ReturnType<typeof createGrantsCache<Value>>;

/**
 * Remembers what accounts says of someone's access, null included. An answer is fresh for 15 seconds, or until a change is told.
 * Callers who need the same one at the same time ask once. What was asked before a change is told is not remembered.
 *
 * While accounts is away, the last answer goes on being used for as long as an access token lives; without one, the error
 * (AppError UNAVAILABLE) is the caller's.
 */
export function createGrantsCache<Value extends Held>({ now, logger }: { now: Now; logger: Logger }) {
  const entries = new LRUCache<string, Entry<Value>>({ max: MAX_ENTRIES });
  const flights = new Map<string, Promise<Value | null>>();
  const source = createSourceState({ now, logger });

  const put = (key: string, value: Value | null, userId: UserId | null, at: number): void =>
    void entries.set(key, { value, userId, freshUntil: at + GRANTS_FRESH_MS, usableUntil: at + GRANTS_USABLE_MS });

  const ask = (key: string, { userId, load }: GrantsQuestion<Value>): Promise<Value | null> => {
    const askedAt = now().getTime();
    const flight = load()
      .then((value) => {
        if (flights.get(key) === flight) put(key, value, value?.userId ?? userId ?? null, askedAt);
        return value;
      })
      .finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
    flights.set(key, flight);
    return flight;
  };

  const lastUsable = (key: string): Entry<Value> | undefined => {
    const entry = entries.get(key);
    return entry && entry.usableUntil > now().getTime() ? entry : undefined;
  };

  return {
    async get(key: string, question: GrantsQuestion<Value>): Promise<Value | null> {
      const known = entries.get(key);
      if (known && known.freshUntil > now().getTime()) return known.value;
      try {
        source.throwWhileResting();
        const value = await (flights.get(key) ?? ask(key, question));
        source.answered();
        return value;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "UNAVAILABLE") throw error;
        source.failed(error);
        const last = lastUsable(key);
        if (!last) throw error;
        return last.value;
      }
    },

    /** Remembers an answer that came another way. */
    put: (key: string, value: Value): void => put(key, value, value.userId, now().getTime()),

    /** Access by this key is over for good, whatever accounts or its absence may say. */
    end(key: string): void {
      flights.delete(key);
      entries.set(key, { value: null, userId: null, freshUntil: Infinity, usableUntil: Infinity });
    },

    /** Forgets what is known of this person. */
    dropUser(userId: UserId): void {
      flights.clear(); // whom they are about may not be known yet
      for (const [key, entry] of entries.entries()) if (entry.userId === userId) entries.delete(key);
    },

    /** Nothing counts as fresh any more. */
    expireAll(): void {
      flights.clear();
      entries.forEach((entry) => {
        if (entry.freshUntil !== Infinity) entry.freshUntil = 0;
      });
    },
  };
}

interface Entry<Value> {
  value: Value | null;
  userId: UserId | null;
  freshUntil: number;
  usableUntil: number;
}

/** Whether accounts answers, as the last calls went. Told to the log when it changes. */
function createSourceState({ now, logger }: { now: Now; logger: Logger }) {
  let failure: { error: AppError; until: number } | null = null;
  return {
    throwWhileResting(): void {
      if (failure && failure.until > now().getTime()) throw failure.error;
    },
    answered(): void {
      if (failure) logger.info("accounts tells again what people may do");
      failure = null;
    },
    failed(error: AppError): void {
      if (!failure) logger.warn({ err: error }, "accounts does not tell what people may do; what it said last goes on");
      if (!failure || failure.until <= now().getTime()) failure = { error, until: now().getTime() + PAUSE_MS };
    },
  };
}
