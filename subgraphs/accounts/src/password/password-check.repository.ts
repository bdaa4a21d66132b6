import { createHash } from "node:crypto";
import type pg from "pg";
import { plusMs } from "#platform/time/clock.ts";
import { days, minutes } from "#platform/time/duration.ts";
import { type StoredUser, toUser, USER_COLUMNS } from "../user/user.repository.ts";
import type { User } from "../user/user.ts";

export const CHECK_WINDOW_MS = minutes(15);
export const FAMILIAR_FOR_MS = days(90);
/** Failing checks in any 15 minutes. Why these: docs/adr/0020-guess-limits.md. */
export const LIMITS = { name: 10, nameFromStrangers: 7, nameFromOneNetwork: 5, network: 100 } as const;

export type PasswordCheckRepository = ReturnType<typeof createPasswordCheckRepository>;

/** One password to be looked at. */
export interface CheckRequest {
  /** What is counted: the address in lower case, whether an account has it or not. */
  name: string;
  /** Whose password it would be; null when `name` cannot be an address. */
  email: string | null;
  /** From where, as a keyed hash. */
  network: string;
  at: Date;
}

/** A check that counts as failed until it is given back. */
export interface TakenCheck extends Pick<CheckRequest, "network" | "at"> {
  subject: string;
  familiar: boolean;
  /** Whether the network counts it, too. */
  onNetwork: boolean;
}

/** The person whose password may be looked at now. */
export interface CheckedPerson {
  user: User;
  passwordHash: string | null;
}

/** The parts of one statement that gives a check back, with `$1` to `$5` as `giveBackValues` makes them. */
export const GIVE_BACK = `
  name AS (
    UPDATE password_checks AS known SET (checked_at, networks, familiar) = (
      SELECT COALESCE(array_agg(each.at), '{}'), COALESCE(array_agg(each.network), '{}'), COALESCE(array_agg(each.familiar), '{}')
      FROM unnest(known.checked_at, known.networks, known.familiar) WITH ORDINALITY AS each (at, network, familiar, place)
      WHERE each.place IS DISTINCT FROM (
        SELECT min(same.place)
        FROM unnest(known.checked_at, known.networks, known.familiar) WITH ORDINALITY AS same (at, network, familiar, place)
        WHERE same.at = $3 AND same.network = $2 AND same.familiar = $4))
    WHERE known.subject = $1
    RETURNING 1),
  network AS (
    UPDATE network_checks AS known
    SET checked_at = known.checked_at[:array_position(known.checked_at, $3) - 1]
                  || known.checked_at[array_position(known.checked_at, $3) + 1:]
    FROM name
    WHERE $5 AND known.network = $2 AND array_position(known.checked_at, $3) IS NOT NULL
    RETURNING 1)`;

export const giveBackValues = (check: TakenCheck): unknown[] => [
  check.subject,
  check.network,
  check.at,
  check.familiar,
  check.onNetwork,
];

const TAKE = `
  WITH person AS (
    SELECT ${USER_COLUMNS}, users.password_hash AS "passwordHash", EXISTS (
      SELECT FROM familiar_networks AS known
      WHERE known.user_id = users.id AND known.network = $2 AND known.signed_in_at > $6) AS familiar
    FROM users WHERE users.email = $5),
  place AS (
    SELECT COALESCE((SELECT familiar FROM person), false) AS familiar,
      (SELECT count(*) FROM network_checks AS known, unnest(known.checked_at) AS at
       WHERE known.network = $2 AND at > $4) < ${LIMITS.network} AS "hasRoom"),
  name AS (
    INSERT INTO password_checks AS known (subject, checked_at, networks, familiar)
    SELECT $1, ARRAY[$3::timestamptz(3)], ARRAY[$2], ARRAY[place.familiar] FROM place WHERE place.familiar OR place."hasRoom"
    ON CONFLICT (subject) DO UPDATE
    SET (checked_at, networks, familiar) = (
      SELECT EXCLUDED.checked_at || array_agg(each.at), EXCLUDED.networks || array_agg(each.network),
        EXCLUDED.familiar || array_agg(each.familiar)
      FROM unnest(known.checked_at, known.networks, known.familiar) AS each (at, network, familiar) WHERE each.at > $4)
    WHERE (
      SELECT count(*) < ${LIMITS.name}
        AND count(*) FILTER (WHERE each.network = $2) < ${LIMITS.nameFromOneNetwork}
        AND (EXCLUDED.familiar[1] OR count(*) FILTER (WHERE NOT each.familiar) < ${LIMITS.nameFromStrangers})
      FROM unnest(known.checked_at, known.networks, known.familiar) AS each (at, network, familiar) WHERE each.at > $4)
    RETURNING 1),
  network AS (
    INSERT INTO network_checks AS known (network, checked_at)
    SELECT $2, ARRAY[$3::timestamptz(3)] FROM name, place WHERE NOT place.familiar
    ON CONFLICT (network) DO UPDATE
    SET checked_at = EXCLUDED.checked_at || ARRAY(SELECT at FROM unnest(known.checked_at) AS at WHERE at > $4)
    WHERE (SELECT count(*) < ${LIMITS.network} FROM unnest(known.checked_at) AS at WHERE at > $4)
    RETURNING 1)
  SELECT place.familiar AS "isFamiliar", EXISTS (SELECT FROM name) AS "nameHasRoom",
    place.familiar OR EXISTS (SELECT FROM network) AS "networkHasRoom", person.*
  FROM place LEFT JOIN person ON true`;

type TakeRow = { isFamiliar: boolean; nameHasRoom: boolean; networkHasRoom: boolean } & (
  (StoredUser & { passwordHash: string | null }) | { id: null }
);

/**
 * Counts failing password checks, whatever asks for them, in PostgreSQL: callers at the same time, in one document or in many
 * processes, cannot take more than there are. Refused checks do not count, so what is closed opens again by itself.
 * Locks: the name before the network.
 */
export function createPasswordCheckRepository(pool: Pick<pg.Pool, "query">) {
  const giveBack = async (check: TakenCheck): Promise<void> => {
    const text = `WITH ${GIVE_BACK} SELECT FROM name`;
    await pool.query({ name: "password-checks.give-back", text, values: giveBackValues(check) });
  };

  return {
    /**
     * Takes one check and reads whom it is about, by the same statement for known and unknown names. Null when there is none
     * left; then no password must be looked at.
     */
    async take({ name, email, network, at }: CheckRequest): Promise<{
      check: TakenCheck;
      person: CheckedPerson | null;
    } | null> {
      const subject = subjectOf(name);
      const values = [subject, network, at, plusMs(at, -CHECK_WINDOW_MS), email, plusMs(at, -FAMILIAR_FOR_MS)];
      const { rows } = await pool.query<TakeRow>({ name: "password-checks.take", text: TAKE, values });
      const row = rows[0]!;
      if (!row.nameHasRoom) return null;
      const onNetwork = !row.isFamiliar && row.networkHasRoom;
      const check = { subject, network, at, familiar: row.isFamiliar, onNetwork };
      if (!row.networkHasRoom) {
        // Others have taken the network's last ones since this statement began.
        await giveBack(check);
        return null;
      }
      return { check, person: row.id === null ? null : { user: toUser(row), passwordHash: row.passwordHash } };
    },

    /** Gives a check back that found the right password, or never happened: signing in often is no guessing. */
    giveBack,

    /** Forgets at most `limit` names and as many networks without a check since `before`; returns how many. */
    async deleteUnused(before: Date, limit: number): Promise<number> {
      // The condition stands outside as well: a row that is taken from meanwhile must stay.
      const { rowCount: names } = await pool.query(
        `DELETE FROM password_checks WHERE NOT ($1 < ANY (checked_at)) AND subject IN
          (SELECT subject FROM password_checks WHERE NOT ($1 < ANY (checked_at)) LIMIT $2)`,
        [before, limit],
      );
      const { rowCount: networks } = await pool.query(
        `DELETE FROM network_checks WHERE NOT ($1 < ANY (checked_at)) AND network IN
          (SELECT network FROM network_checks WHERE NOT ($1 < ANY (checked_at)) LIMIT $2)`,
        [before, limit],
      );
      return (names ?? 0) + (networks ?? 0);
    },

    /** Forgets at most `limit` familiar networks: those not signed in from since `before`, and those of erased people. */
    async deleteUnfamiliar(before: Date, limit: number): Promise<number> {
      const { rowCount } = await pool.query(
        `DELETE FROM familiar_networks WHERE (user_id, network) IN (
           SELECT user_id, network FROM familiar_networks JOIN users ON users.id = user_id
           WHERE signed_in_at < $1 OR users.erased_at IS NOT NULL LIMIT $2)`,
        [before, limit],
      );
      return rowCount ?? 0;
    },
  };
}

/** Hashed, because people type their password into the field for the address. */
const subjectOf = (name: string): string => createHash("sha256").update(name).digest("hex");
