import type { Scope } from "#platform/identity/scope.ts";
import { isScope } from "#platform/identity/scope.ts";
import { readLine } from "#platform/text/read-line.ts";
import {
  DEFAULT_RATE_PER_MINUTE,
  KEY_NAME_MAX_CHARACTERS,
  MAX_LIFE_YEARS,
  MAX_RATE_PER_MINUTE,
  mayGiveToKey,
} from "./api-key.ts";

export interface ApiKeyInput {
  name: string;
  scopes: readonly string[];
  expiresAt?: Date | null;
  ratePerMinute?: number | null;
}

export interface ApiKeyProblem {
  code: "INVALID_NAME" | "SCOPE_REQUIRED" | "UNKNOWN_SCOPE" | "SCOPE_NOT_HELD" | "INVALID_EXPIRY" | "INVALID_RATE";
  field: string[];
}

/** What a key is to be, checked as a whole: good in every part, or everything that is wrong with it. */
export type ReadApiKeyInput =
  | { kind: "good"; name: string; scopes: Scope[]; expiresAt: Date | null; ratePerMinute: number }
  | { kind: "bad"; problems: ApiKeyProblem[] };

/** `held` is what the person who makes the key holds now. */
export function readApiKeyInput(input: ApiKeyInput, held: readonly Scope[], now: Date): ReadApiKeyInput {
  const { expiresAt = null } = input;
  const ratePerMinute = input.ratePerMinute ?? DEFAULT_RATE_PER_MINUTE;
  const name = readLine(input.name, { max: KEY_NAME_MAX_CHARACTERS });
  const problem = (isWrong: boolean, code: ApiKeyProblem["code"], field: string) =>
    isWrong ? [{ code, field: [field] }] : [];
  const problems: ApiKeyProblem[] = [
    ...problem(name.kind === "bad", "INVALID_NAME", "name"),
    ...problem(input.scopes.length === 0, "SCOPE_REQUIRED", "scopes"),
    ...findScopeProblems(input.scopes, held),
    ...problem(expiresAt !== null && !isWithinLife(expiresAt, now), "INVALID_EXPIRY", "expiresAt"),
    ...problem(ratePerMinute < 1 || ratePerMinute > MAX_RATE_PER_MINUTE, "INVALID_RATE", "ratePerMinute"),
  ];
  if (name.kind === "bad" || problems.length > 0) return { kind: "bad", problems };
  const scopes = [...new Set(input.scopes.filter(isScope))];
  return { kind: "good", name: name.text, scopes, expiresAt, ratePerMinute };
}

const findScopeProblems = (scopes: readonly string[], held: readonly Scope[]): ApiKeyProblem[] =>
  scopes.flatMap((scope, index): ApiKeyProblem[] => {
    if (mayGiveToKey(scope, held)) return [];
    return [{ code: isScope(scope) ? "SCOPE_NOT_HELD" : "UNKNOWN_SCOPE", field: ["scopes", String(index)] }];
  });

function isWithinLife(expiresAt: Date, now: Date): boolean {
  const last = new Date(now);
  last.setUTCFullYear(now.getUTCFullYear() + MAX_LIFE_YEARS);
  return expiresAt > now && expiresAt <= last;
}
