import type { Faults } from "../faults/faults.ts";
import type { Store } from "../state/store.ts";
import { afterAttempt, createAttemptDelivery } from "./attempt-delivery.ts";
import { createWorkQueue } from "./work-queue.ts";

interface Deps {
  store: Store;
  faults: Faults;
  secret: string;
  now: () => Date;
  /** Waits between attempts; when they are used up the delivery has failed. */
  retryDelaysMs: readonly number[];
  timeoutMs: number;
}

const maxAtOnce = 8;

export type WebhookSender = ReturnType<typeof createWebhookSender>;

/**
 * Delivers each event to the webhook endpoint until it answers 2xx, at least once and in no promised order. What is
 * undelivered waits, over restarts too, until there is an endpoint.
 */
export function createWebhookSender({ store, faults, secret, now, retryDelaysMs, timeoutMs }: Deps) {
  const stopping = new AbortController();
  const attempt = createAttemptDelivery({ faults, secret, now, timeoutMs, stop: stopping.signal });
  const released = new Set<NodeJS.Timeout>();
  let held: string[] = [];
  let url: string | null = null;

  const queue = createWorkQueue(maxAtOnce, async (id) => {
    const event = store.get("event", id);
    if (event === undefined || url === null) return;
    const made = await attempt(event, url);
    const delivery = store.get("delivery", id);
    if (delivery === undefined || stopping.signal.aborted) return; // not counted: the next start tries again
    const next = afterAttempt(delivery, made, retryDelaysMs, now().getTime());
    store.transact((tx) => tx.put("delivery", next));
    if (next.nextAt !== null) queue.add(id, next.nextAt - now().getTime());
  });

  /** New events pass the switches that hold them back; later attempts do not. */
  const admit = (id: string, type: string): void => {
    const reorder = faults.take("webhook-reorder", type);
    const delay = faults.take("webhook-delay", type);
    if (reorder === null) return queue.add(id, delay === null ? 0 : (delay.ms ?? 1_000));
    if (held.length === 0) {
      const timer = setTimeout(() => {
        released.delete(timer);
        const reversed = held.toReversed();
        held = [];
        queue.addInTurn(reversed);
      }, reorder.ms ?? 300);
      released.add(timer);
    }
    held.push(id);
  };

  store.onCommit((rows) => {
    for (const [table, row] of rows) {
      const isNew = table === "delivery" && "attempts" in row && row.state === "pending" && row.tries === 0;
      if (isNew) admit(row.id, row.type);
    }
  });
  for (const { id, state, nextAt } of store.all("delivery")) {
    if (state === "pending") queue.add(id, (nextAt ?? 0) - now().getTime());
  }

  return {
    /** From now on events go there, the waiting ones first. Throws when it is not an http or https URL. */
    setUrl(endpoint: string): void {
      if (!/^https?:$/.test(new URL(endpoint).protocol)) throw new Error(`not a webhook address: ${endpoint}`);
      url = endpoint;
      queue.open();
    },
    /** Sends an event again, whatever became of it before. False when there is no such event. */
    resend(id: string): boolean {
      const delivery = store.get("delivery", id);
      if (delivery === undefined) return false;
      store.transact((tx) => tx.put("delivery", { ...delivery, state: "pending", tries: 0, nextAt: null }));
      return true;
    },
    /** Ends all attempts; undelivered events are delivered after the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      for (const timer of released) clearTimeout(timer);
      await queue.stop();
    },
  };
}
