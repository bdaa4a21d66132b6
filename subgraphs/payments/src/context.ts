import type { RequestContext } from "#platform/graphql/executor.ts";
import type { PaymentsDatabase } from "./database.ts";
import { createPaymentLoaders, type PaymentLoaders } from "./payment/payment.loaders.ts";

/** What resolvers of payments find besides the caller: loaders for one request and one viewer. */
export interface PaymentsContext extends RequestContext {
  loaders: PaymentLoaders;
}

export const createContext =
  (db: Pick<PaymentsDatabase, "payments">) =>
  (request: RequestContext): PaymentsContext => ({
    ...request,
    loaders: createPaymentLoaders(db.payments, request),
  });
