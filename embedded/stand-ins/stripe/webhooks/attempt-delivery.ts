import type { Fault, FaultKind, Faults } from "../faults/faults.ts";
import type { Delivery, DeliveryAttempt, StoredEvent } from "../state/tables.ts";
import { postWebhook } from "./post-webhook.ts";
import type { Posted } from "./post-webhook.ts";
import { signatureHeader } from "./signature.ts";
import { webhookPayload } from "./webhook-payload.ts";

interface Deps {
  faults: Faults;
  secret: string;
  now: () => Date;
  timeoutMs: number;
  stop: AbortSignal;
}

/** Sends an event once, or as often and as wrongly as the fault switches say. Never throws. */
export function createAttemptDelivery({ faults, secret, now, timeoutMs, stop }: Deps) {
  return async (event: StoredEvent, endpoint: string): Promise<DeliveryAttempt> => {
    const startedAt = now();
    const used: string[] = [];
    const take = (kind: FaultKind): Fault | null => {
      const fault = faults.take(kind, event.type);
      if (fault !== null) used.push(kind);
      return fault;
    };
    if (take("webhook-drop") !== null) {
      return toAttempt(startedAt, now(), [{ status: null, error: "dropped by a fault switch" }], used);
    }
    const wrongAmount = take("webhook-wrong-amount");
    const signedWith = take("webhook-bad-signature") === null ? secret : `not-${secret}`;
    const payload = webhookPayload(event, wrongAmount === null ? null : (wrongAmount.deltaMinor ?? -1));
    const signature = signatureHeader(payload, signedWith, Math.floor(startedAt.getTime() / 1_000));
    const post = (): Promise<Posted> => postWebhook(endpoint, payload, signature, timeoutMs, stop);

    const storm = take("webhook-storm");
    const duplicate = take("webhook-duplicate");
    const posted = storm === null ? [await post()] : await Promise.all(Array.from({ length: storm.n ?? 100 }, post));
    const more = duplicate === null ? 0 : (duplicate.n ?? 2) - 1;
    for (let copies = 0; copies < more; copies += 1) posted.push(await post());
    return toAttempt(startedAt, now(), posted, used);
  };
}

function toAttempt(startedAt: Date, endedAt: Date, posted: readonly Posted[], faults: string[]): DeliveryAttempt {
  const answers = new Map<string, number>();
  for (const { status } of posted)
    answers.set(String(status ?? "none"), (answers.get(String(status ?? "none")) ?? 0) + 1);
  return {
    at: startedAt.toISOString(),
    durationMs: endedAt.getTime() - startedAt.getTime(),
    status: posted[0]?.status ?? null,
    error: posted[0]?.error ?? null,
    copies: posted.length,
    answers: Object.fromEntries(answers),
    faults,
  };
}

/** The delivery after one more attempt: delivered, waiting for the next, or failed when `delaysMs` are used up. */
export function afterAttempt(
  delivery: Delivery,
  attempt: DeliveryAttempt,
  delaysMs: readonly number[],
  nowMs: number,
): Delivery {
  const tries = delivery.tries + 1;
  const tried = { ...delivery, tries, attempts: [...delivery.attempts, attempt] };
  if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300)
    return { ...tried, state: "delivered", nextAt: null };
  const delay = delaysMs[tries - 1];
  if (delay === undefined) return { ...tried, state: "failed", nextAt: null };
  return { ...tried, state: "pending", nextAt: nowMs + delay };
}
