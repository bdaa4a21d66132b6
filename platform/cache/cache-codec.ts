/**
 * JSON for cached values, with `bigint` and `Date` kept as what they are. A text that begins with the mark `~` has the mark
 * doubled, so that no client's text can pass for another type. Values are plain objects, arrays, texts, finite numbers,
 * booleans, null, bigints and dates; a property that is undefined is left out, like in JSON.
 */
export const encodeCached = (value: unknown): string => JSON.stringify(mark(value));

/** The value that `encodeCached` was given. @throws SyntaxError when `text` is not what it made. */
export function decodeCached(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes('"~') ? unmark(value) : value;
}

function mark(value: unknown): unknown {
  if (typeof value === "bigint") return `~n${value}`;
  if (typeof value === "string") return value.startsWith("~") ? `~${value}` : value;
  if (value instanceof Date) return `~d${value.toISOString()}`;
  if (Array.isArray(value)) return value.map(mark);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mark(entry)]));
}

/** In place: what `JSON.parse` has made is nobody else's. */
function unmark(value: unknown): unknown {
  if (typeof value === "string") return value.startsWith("~") ? unmarkText(value) : value;
  if (typeof value !== "object" || value === null) return value;
  const container = value as Record<string, unknown>;
  for (const key of Object.keys(container)) {
    const entry = container[key];
    if (typeof entry === "string" ? entry.startsWith("~") : typeof entry === "object") container[key] = unmark(entry);
  }
  return container;
}

function unmarkText(text: string): unknown {
  const rest = text.slice(2);
  if (text[1] === "~") return text.slice(1);
  if (text[1] === "n") return BigInt(rest);
  if (text[1] === "d") return new Date(rest);
  throw new SyntaxError("an unknown mark in a cached value");
}
