// The work of one hashing thread. Started by piscina from this very file, compiled or not, so it names what it imports in full and
// uses nothing of TypeScript but types.
import { hashSync, verifySync } from "@node-rs/argon2";

/** argon2id with the first of OWASP's recommended settings. @see OWASP Password Storage Cheat Sheet, "Argon2id". */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hash = (password: string): string => hashSync(password, COST);

export const verify = ({ hash, password }: { hash: string; password: string }): boolean => verifySync(hash, password);
