import { badParam } from "./api-error.ts";

/** Parameters as sent: text leaves, nested by name or index. Maps, so that no name can reach a prototype. */
export type ParamMap = Map<string, string | ParamMap>;

const maxFields = 1_000;
const maxDepth = 8;
// Refused although Maps are immune: names end up as keys of JSON objects that other code reads.
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads Stripe's form encoding, of a body or a query string: `a=1`, `a[b]=1`, `a[0][b]=1`, `a[]=1`. Of a name sent
 * twice the last value counts.
 *
 * @throws ApiError 400 for names that nest wrongly, are forbidden, are too many or too deep.
 */
export function parseForm(text: string): ParamMap {
  const root: ParamMap = new Map();
  let fields = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    fields += 1;
    if (fields > maxFields) throw badParam(null, `Too many parameters: at most ${maxFields} are accepted.`);
    put(root, pathOf(name), value, name);
  }
  return root;
}

function pathOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  const [, first, rest] = match ?? [];
  if (first === undefined || rest === undefined) throw badParam(name, `Invalid parameter name: ${name}`);
  const path = [first, ...(rest === "" ? [] : rest.slice(1, -1).split("]["))];
  if (path.length > maxDepth) throw badParam(name, `Parameter nested too deeply: ${name}`);
  if (path.some((segment) => forbidden.has(segment))) throw badParam(name, `Invalid parameter name: ${name}`);
  return path;
}

function put(root: ParamMap, path: readonly string[], value: string, name: string): void {
  let node = root;
  for (const [index, segment] of path.entries()) {
    const key = segment === "" ? String(node.size) : segment;
    const child = node.get(key);
    if (index === path.length - 1) {
      if (child instanceof Map) throw badParam(name, `Invalid parameter: ${name} is sent as a value and as an object.`);
      node.set(key, value);
    } else if (child === undefined) {
      const made: ParamMap = new Map();
      node.set(key, made);
      node = made;
    } else if (child instanceof Map) {
      node = child;
    } else {
      throw badParam(name, `Invalid parameter: ${name} is sent as a value and as an object.`);
    }
  }
}

/** The same text for the same parameters in any order: what an idempotency key is compared by. */
export function canonicalText(params: ParamMap): string {
  const entries = [...params].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify(entries.map(([key, value]) => [key, typeof value === "string" ? value : canonicalText(value)]));
}
