import type Stripe from "stripe";
import { badParam, missingParam } from "./api-error.ts";
import type { ParamMap } from "./form-body.ts";

/**
 * Reads one level of parameters and remembers what was read, so that `assertAllRead` can refuse the rest: a parameter
 * that this stand-in does not know must not look as if it worked. An empty text means "unset", as in Stripe.
 */
export interface Params {
  has(name: string): boolean;
  /** The text; null when sent empty; `absent` when not sent. */
  text<T extends string | null | undefined>(name: string, absent: T): string | null | T;
  requiredText(name: string): string;
  integer(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined;
  texts(name: string): string[];
  object(name: string): Params | undefined;
  objects(name: string): Params[];
  /** `current` changed by the `metadata` parameter: keys merge, an empty value removes its key. */
  metadata(current?: Stripe.Metadata): Stripe.Metadata;
  /** Reads and drops parameters that mean nothing here. */
  ignore(...names: string[]): void;
  /** @throws ApiError 400 `parameter_unknown` naming the first parameter that nobody read. */
  assertAllRead(): void;
}

const maxTextLength = 5_000;

export function createParams(map: ParamMap, prefix = ""): Params {
  const level = createLevel(map, prefix);
  const { fullName, leaf, branch, child } = level;
  return {
    has: (name) => map.has(name),
    text: (name, absent) => {
      const value = leaf(name);
      return value === undefined ? absent : value === "" ? null : value;
    },
    requiredText: (name) => leaf(name) || raise(missingParam(fullName(name))),
    integer: (name) => toInteger(leaf(name), fullName(name)),
    flag: (name) => toFlag(leaf(name), fullName(name)),
    choice: (name, choices) => {
      const value = leaf(name);
      if (value === undefined || value === "") return undefined;
      const chosen = choices.find((choice) => choice === value);
      return chosen ?? raise(badParam(fullName(name), `Invalid ${name}: must be one of ${choices.join(", ")}`));
    },
    texts: (name) =>
      [...(branch(name)?.values() ?? [])].map((value) =>
        typeof value === "string" ? value : raise(badParam(fullName(name), "Invalid array: must hold strings")),
      ),
    object: (name) => {
      const node = branch(name);
      return node && child(node, fullName(name));
    },
    objects: (name) =>
      [...(branch(name) ?? [])].map(([index, node]) =>
        typeof node === "string"
          ? raise(badParam(fullName(name), "Invalid array: must hold objects"))
          : child(node, `${fullName(name)}[${index}]`),
      ),
    metadata: (current = {}) => {
      const cleared = map.get("metadata") === "";
      return toMetadata(cleared ? {} : current, branch("metadata") ?? new Map());
    },
    ignore: (...names) => names.forEach((name) => level.read.add(name)),
    assertAllRead: () => level.assertAllRead(),
  };
}

/** Access to one level that notes every name it is asked for. */
function createLevel(map: ParamMap, prefix: string) {
  const read = new Set<string>();
  const children: Params[] = [];
  const fullName = (name: string): string => (prefix === "" ? name : `${prefix}[${name}]`);
  return {
    read,
    fullName,
    leaf(name: string): string | undefined {
      read.add(name);
      const value = map.get(name);
      if (value instanceof Map) throw badParam(fullName(name), `Invalid string: ${fullName(name)} must be a string`);
      if (value !== undefined && value.length > maxTextLength) {
        const message = `Invalid string: at most ${maxTextLength} characters`;
        throw badParam(fullName(name), message, "parameter_invalid_string_long");
      }
      return value;
    },
    branch(name: string): ParamMap | undefined {
      read.add(name);
      const value = map.get(name);
      if (typeof value === "string" && value !== "") throw badParam(fullName(name), "Invalid object");
      return typeof value === "string" ? undefined : value;
    },
    child(node: ParamMap, full: string): Params {
      const params = createParams(node, full);
      children.push(params);
      return params;
    },
    assertAllRead(): void {
      const unknown = [...map.keys()].find((name) => !read.has(name));
      if (unknown !== undefined) {
        const message = `Received unknown parameter: ${fullName(unknown)} (or one that the development stand-in does not support).`;
        throw badParam(fullName(unknown), message, "parameter_unknown");
      }
      for (const params of children) params.assertAllRead();
    },
  };
}

function raise(error: Error): never {
  throw error;
}

function toInteger(value: string | undefined, name: string): number | undefined {
  if (value === undefined || value === "") return undefined;
  const number = Number(value);
  if (!/^-?\d{1,15}$/.test(value)) throw badParam(name, `Invalid integer: ${value}`, "parameter_invalid_integer");
  return number;
}

function toFlag(value: string | undefined, name: string): boolean | undefined {
  if (value === undefined || value === "") return undefined;
  if (value !== "true" && value !== "false") throw badParam(name, `Invalid boolean: ${value}`);
  return value === "true";
}

function toMetadata(current: Stripe.Metadata, sent: ParamMap): Stripe.Metadata {
  const merged = new Map(Object.entries(current));
  for (const [key, value] of sent) {
    if (typeof value !== "string") throw badParam(`metadata[${key}]`, "Metadata values must be strings.");
    if (key.length > 40 || value.length > 500) {
      throw badParam(`metadata[${key}]`, "Metadata keys can be 40 characters long, values 500.");
    }
    if (value === "") merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > 50) throw badParam("metadata", "Metadata can have at most 50 keys.");
  return Object.fromEntries(merged);
}
