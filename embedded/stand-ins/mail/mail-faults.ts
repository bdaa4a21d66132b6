/**
 * `reject-451`: every recipient is refused for now. `hang`: the envelope is never answered. `drop-after-data`: the whole
 * message is taken, then the connection breaks without an answer.
 */
export const mailFaultKinds = ["reject-451", "hang", "drop-after-data"] as const;
type MailFaultKind = (typeof mailFaultKinds)[number];

interface MailFault {
  kind: MailFaultKind;
  /** How many more times it strikes; null: until it is switched off. */
  times: number | null;
  /** Only for this recipient; null: everyone. */
  match: string | null;
  /** `drop-after-data` only: whether the message is kept although its sender was never told. */
  keep: boolean;
}

type ParsedMailFault = { kind: "fault"; fault: MailFault } | { kind: "refused"; problems: string[] };

/** Checks what was posted to `/_control/faults`. Names every problem at once. */
export function parseMailFault(input: unknown): ParsedMailFault {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { kind: "refused", problems: ["the body must be an object"] };
  }
  const given = new Map(Object.entries(input));
  const problems: string[] = [];
  const kind = mailFaultKinds.find((name) => name === given.get("kind"));
  if (kind === undefined) problems.push(`kind: must be one of ${mailFaultKinds.join(", ")}`);
  for (const name of given.keys())
    if (!["kind", "times", "match", "keep"].includes(name)) problems.push(`${name}: unknown`);
  const times: unknown = given.get("times") ?? null;
  const isCount = typeof times === "number" && Number.isInteger(times) && times >= 1;
  if (times !== null && !isCount) problems.push("times: must be a whole number from 1");
  const match: unknown = given.get("match") ?? null;
  const isText = typeof match === "string";
  if (match !== null && !isText) problems.push("match: must be an address");
  const keep: unknown = given.get("keep") ?? false;
  if (typeof keep !== "boolean") problems.push("keep: must be true or false");
  if (kind === undefined || problems.length > 0) return { kind: "refused", problems };
  return {
    kind: "fault",
    fault: { kind, times: isCount ? times : null, match: isText ? match.toLowerCase() : null, keep: keep === true },
  };
}

/** The switches that are on. In memory only: a restart of the catcher ends every fault. */
export function createMailFaults() {
  let faults: MailFault[] = [];
  return {
    list: (): readonly MailFault[] => faults,
    add: (fault: MailFault): void => void (faults = [...faults, fault]),
    clear: (): void => void (faults = []),
    /** Uses up the oldest fault of this kind that fits one of the recipients. */
    take(kind: MailFaultKind, recipients: readonly string[]): MailFault | null {
      const found = faults.find(
        (fault) => fault.kind === kind && (fault.match === null || recipients.includes(fault.match)),
      );
      if (found === undefined || found.times === null) return found ?? null;
      const left = { ...found, times: found.times - 1 };
      faults = faults.flatMap((fault) => (fault !== found ? [fault] : left.times > 0 ? [left] : []));
      return left;
    },
  };
}

export type MailFaults = ReturnType<typeof createMailFaults>;
