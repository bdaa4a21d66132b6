import { z } from "zod";

/** One published event on its way to one subscriber. */
export const eventEnvelope = z.object({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(128),
  occurredAt: z.iso.datetime(),
  requestId: z.string().max(128).nullable(),
  payload: z.record(z.string(), z.unknown()),
});

export type EventEnvelope = z.infer<typeof eventEnvelope>;
