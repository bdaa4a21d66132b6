import type { z } from "zod";

/**
 * A fact in the past tense that a subgraph publishes, with a version in its name: `orders.order-paid.v1`. Only additive
 * changes are allowed under one version. Payloads carry ids and frozen values; amounts are decimal strings of minor units.
 */
export interface EventDefinition<Payload = unknown> {
  readonly name: string;
  readonly payload: z.ZodType<Payload>;
}

export const defineEvent = <Payload>(name: string, payload: z.ZodType<Payload>): EventDefinition<Payload> => ({
  name,
  payload,
});
