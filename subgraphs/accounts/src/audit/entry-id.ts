import { createHash } from "node:crypto";
import { type Id, idFromBytes } from "#platform/ids/id.ts";

/** The id of the one entry that `cause` has, however often it is told of. */
export const entryIdOf = (cause: string): Id<"aud"> =>
  idFromBytes("aud", createHash("sha256").update(`audit entry: ${cause}`).digest().subarray(0, 16));
