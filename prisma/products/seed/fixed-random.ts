import { createHash } from "node:crypto";
import { type Id, type IdPrefix, idFromBytes } from "#platform/ids/id.ts";

/** The same id on every machine, made from what the thing is called. */
export const fixedId = <Prefix extends IdPrefix>(prefix: Prefix, name: string): Id<Prefix> =>
  idFromBytes(prefix, createHash("sha256").update(`plexus demo ${prefix} ${name}`).digest().subarray(0, 16));

/**
 * Numbers from 0 (included) to 1 (excluded) that depend on `seed` alone.
 * @see mulberry32 by Tommy Ettinger, public domain.
 */
export function fixedRandom(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readUInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
