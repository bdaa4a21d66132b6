import type { Now } from "#platform/time/clock.ts";
import type { CartsDatabase } from "../database.ts";
import type { LockCartInput } from "./lock-cart.ts";
import { releaseCart } from "./release-cart.ts";

export type UnlockCart = ReturnType<typeof createUnlockCart>;

/** Gives back the lock of an order. Safe to repeat; true when the lock of that order has ended, now or earlier. */
export const createUnlockCart =
  ({ db, now }: { db: Pick<CartsDatabase, "transaction">; now: Now }) =>
  (input: LockCartInput): Promise<boolean> =>
    db.transaction((store) => releaseCart(store, input, now()));
