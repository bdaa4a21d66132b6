import { faultKinds } from "./faults.ts";
import type { FaultSettings } from "./faults.ts";

type ParsedFault = { kind: "fault"; settings: FaultSettings } | { kind: "refused"; problems: string[] };

const bounds = {
  times: [1, 1_000_000],
  ms: [0, 600_000],
  n: [1, 10_000],
  deltaMinor: [-1_000_000_000, 1_000_000_000],
} as const;
const texts = ["match", "declineCode"] as const;

/** Checks what was posted to `/_control/faults`; numbers may come as text, from a form. Names every problem at once. */
export function parseFault(input: unknown): ParsedFault {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { kind: "refused", problems: ["the body must be an object"] };
  }
  const given = new Map(Object.entries(input).filter(([, value]) => value !== null && value !== ""));
  const problems: string[] = [];
  const kind = faultKinds.find((name) => name === given.get("kind"));
  if (kind === undefined) problems.push(`kind: must be one of ${faultKinds.join(", ")}`);

  const known = new Set<string>(["kind", ...texts, ...Object.keys(bounds)]);
  for (const name of given.keys()) if (!known.has(name)) problems.push(`${name}: unknown`);

  const number = (name: keyof typeof bounds): number | null => {
    const value = given.get(name);
    if (value === undefined) return null;
    const [min, max] = bounds[name];
    const parsed = typeof value === "string" ? Number(value) : value;
    if (typeof parsed === "number" && Number.isInteger(parsed) && parsed >= min && parsed <= max) return parsed;
    problems.push(`${name}: must be a whole number from ${min} to ${max}`);
    return null;
  };
  const text = (name: (typeof texts)[number]): string | null => {
    const value = given.get(name);
    if (value === undefined) return null;
    if (typeof value === "string" && value.length <= 200) return value;
    problems.push(`${name}: must be a text of at most 200 characters`);
    return null;
  };
  const rest = {
    match: text("match"),
    declineCode: text("declineCode"),
    times: number("times"),
    ms: number("ms"),
    n: number("n"),
    deltaMinor: number("deltaMinor"),
  };
  if (kind === undefined || problems.length > 0) return { kind: "refused", problems };
  return { kind: "fault", settings: { kind, ...rest } };
}
