import * as argon2 from "@node-rs/argon2";
import { createGate } from "./gate.ts";

/** argon2id with the first of OWASP's recommended settings. @see OWASP Password Storage Cheat Sheet, "Argon2id". */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a password that nobody knows, at the same cost: checked in place of an account that does not exist. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$l1c4cMuk27/GYNsvGPyACQ$pvVhKl/6KfLbRJjajejvC5xA7Mu6/fmMSNuvUBmpJMs";

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False for a null `hash` (no such account), after the same work: the time taken tells nothing. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/**
 * Hashes whole passwords, in Unicode's composed form (NFC) so that two keyboards agree. Each hash takes 19 MiB and
 * tens of milliseconds of a core, so few run at a time and a bounded number wait.
 * @throws AppError UNAVAILABLE when too many wait.
 */
export function createPasswordHasher({ parallel = 2, maxWaiting = 100 } = {}): PasswordHasher {
  const gate = createGate({ parallel, maxWaiting });
  return {
    hash: (password) => gate(() => argon2.hash(password.normalize("NFC"), COST)),
    async verify(hash, password) {
      const matches = await gate(() => argon2.verify(hash ?? NOBODYS_HASH, password.normalize("NFC")));
      return matches && hash !== null;
    },
  };
}
