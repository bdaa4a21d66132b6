import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Named statements live as long as their connection, in PostgreSQL's memory too: clients must not be able to add to them. */
const MAX_NAMED = 256;
const USES_BEFORE_NAMED = 5;

const uses = new LRUCache<string, number>({ max: 2_000 });
const names = new Map<string, string>();

export interface Statement {
  name?: string;
  text: string;
  values: unknown[];
}

/**
 * A statement for `pg`. One that is used often gets a name, so that each connection parses and plans it once. `text` must
 * hold no client's value.
 */
export function namedStatement(text: string, values: readonly unknown[]): Statement {
  const name = names.get(text) ?? nameIfFrequent(text);
  return { ...(name === undefined ? {} : { name }), text, values: [...values] };
}

function nameIfFrequent(text: string): string | undefined {
  const count = (uses.get(text) ?? 0) + 1;
  uses.set(text, count);
  if (count < USES_BEFORE_NAMED || names.size >= MAX_NAMED) return undefined;
  const name = createHash("sha256").update(text).digest("hex").slice(0, 32);
  names.set(text, name);
  return name;
}
