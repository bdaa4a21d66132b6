import type Stripe from "stripe";
import type { Logger } from "#platform/logging/logger.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import type { Now } from "#platform/time/clock.ts";
import type { PaymentsDatabase } from "../database.ts";
import { processWebhook } from "../jobs/process-webhook.ts";

/** How old a signature may be; Stripe signs each attempt anew. @see Stripe's documentation of webhook signatures. */
const TOLERANCE_SECONDS = 300;

interface Deps {
  db: Pick<PaymentsDatabase, "transaction">;
  verify: Pick<Stripe["webhooks"], "constructEvent">;
  secrets: readonly string[];
  /** Whether the configured key is a live one: events of the other mode are refused. */
  live: boolean;
  logger: Logger;
  now: Now;
}

/**
 * Answers `POST /webhooks/stripe`: checks the signature over the raw body, stores the event once by its id together with the
 * job that will process it, and answers 200. An unsigned, stale or foreign event gets 400 and nothing is stored.
 */
export function createReceiveWebhook({ db, verify, secrets, live, logger, now }: Deps) {
  return async ({ headers, body }: RawRequest): Promise<RawResponse> => {
    const event = readSigned(verify, Buffer.from(body), headers["stripe-signature"] ?? "", secrets);
    if (!event) {
      logger.warn({ bytes: body.byteLength }, "webhook refused: no valid signature");
      return answer(400, { error: "The signature does not fit the body." });
    }
    if (event.livemode !== live || event.account !== undefined) {
      logger.warn({ eventId: event.id, type: event.type }, "webhook refused: for another mode or account");
      return answer(400, { error: "The event is for another mode or account." });
    }
    const isNew = await db.transaction(async ({ webhookEvents, sql }) => {
      const stored = await webhookEvents.insertOnce({ id: event.id, type: event.type, body: event }, now());
      if (stored) await enqueueJob(sql, processWebhook, { eventId: event.id });
      return stored;
    });
    logger.info({ eventId: event.id, type: event.type, isNew }, "webhook received");
    return answer(200, { received: true });
  };
}

function readSigned(
  verify: Deps["verify"],
  body: Buffer,
  signature: string,
  secrets: readonly string[],
): Stripe.Event | null {
  for (const secret of secrets) {
    try {
      return verify.constructEvent(body, signature, secret, TOLERANCE_SECONDS);
    } catch {
      // the next secret may fit; which part was wrong is nobody's business
    }
  }
  return null;
}

const answer = (status: number, body: object): RawResponse => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
