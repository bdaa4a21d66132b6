import { createStoreReads } from "#platform/events/append-audit.ts";
import { createOutbox } from "#platform/events/outbox.ts";
import { handleJob } from "#platform/jobs/job.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import { PaymentsAuditRecorded } from "../contract/events.ts";
import { createOrdersClient } from "./clients/orders.client.ts";
import { loadPaymentsConfig } from "./config.ts";
import { createContext, type PaymentsContext } from "./context.ts";
import { createDatabase } from "./database.ts";
import { createCancelPaymentJob } from "./jobs/cancel-payment.ts";
import { processWebhook } from "./jobs/process-webhook.ts";
import { createSendRefundJob } from "./jobs/send-refund.ts";
import { OrderPaymentsResolver, PaymentResolver } from "./payment/payment.resolver.ts";
import { PaymentType, toPaymentType } from "./payment/payment.type.ts";
import { createStartPayment } from "./payment/start-payment.ts";
import { createStripeClient } from "./providers/stripe/stripe-client.ts";
import { createStripeProvider } from "./providers/stripe/stripe-provider.ts";
import { createOnAccountErased } from "./reactions/on-account-erased.ts";
import { onOrderExpired } from "./reactions/on-order-expired.ts";
import { createOnPaymentUnwanted } from "./reactions/on-payment-unwanted.ts";
import { createApplyProviderEvent } from "./webhooks/apply-provider-event.ts";
import { createReceiveWebhook } from "./webhooks/receive-webhook.ts";

/** Wires payments: configuration, database, Stripe, use cases, resolvers, reactions, jobs. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now } = deps;
  const config = loadPaymentsConfig(deps.env);
  const { subscribersOf } = deps;
  const db = createDatabase({ url: config.databaseUrl, logger, createOutbox: createOutbox({ subscribersOf, now }) });
  const stripe = createStripeClient(config.stripe);
  const provider = createStripeProvider(stripe, config);
  const orders = createOrdersClient(() => deps.neighbour("orders"));
  const startPayment = createStartPayment({ db, orders, provider, now });
  const applyProviderEvent = createApplyProviderEvent({ db, logger, now });
  const { webhookSecrets: secrets, live, publishableKey, apiBase } = config.stripe;

  return assembleSubgraph(deps, {
    name: "payments",
    database: db,
    schema: {
      resolvers: [new PaymentResolver({ startPayment }, { publishableKey, apiBase }), new OrderPaymentsResolver()],
      entities: [PaymentType],
      references: {
        Order: ({ id }) => ({ id }),
        Payment: async ({ id }, { loaders }: PaymentsContext) => {
          const payment = await loaders.byId.load(String(id));
          return payment && toPaymentType(payment);
        },
      },
    },
    createContext: createContext(db),
    storeReads: createStoreReads(db, PaymentsAuditRecorded),
    reactions: [onOrderExpired, createOnPaymentUnwanted(now), createOnAccountErased(now)],
    jobs: [
      handleJob(processWebhook, ({ eventId }) => applyProviderEvent(eventId)),
      createCancelPaymentJob({ db, provider }),
      createSendRefundJob({ db, provider, now }),
    ],
    routes: [
      {
        path: "/webhooks/stripe",
        methods: ["POST"],
        answer: createReceiveWebhook({ db, verify: stripe.webhooks, secrets, live, logger, now }),
      },
    ],
  });
};
