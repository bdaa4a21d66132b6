import { z } from "zod";
import type { Viewer } from "#platform/identity/viewer.ts";

/** Who did it: a person, a program with an API key of a person, a guest, or the platform by itself. */
export const auditActor = z.object({
  kind: z.enum(["USER", "API_KEY", "GUEST", "SYSTEM"]),
  userId: z.string().nullable(),
  apiKeyId: z.string().nullable(),
});

export type AuditActor = z.infer<typeof auditActor>;

/** A state, or the part of it that changed, by field name. Of personal data it says that it changed, never what it is. */
const auditedState = z.record(z.string(), z.unknown()).nullable();

/** One thing that someone did, or looked at, as it goes into the audit trail. */
export const auditRecord = z.object({
  /** What happened, e.g. `shop.update`, `order.read`. */
  action: z.string().regex(/^[a-z-]+(\.[a-z-]+)+$/),
  actor: auditActor,
  /** What it happened to: type as in the schema, and id. */
  subject: z.object({ type: z.string(), id: z.string() }),
  before: auditedState,
  after: auditedState,
});

export type AuditRecord = z.infer<typeof auditRecord>;

/** What stands in a state in place of personal data. */
export const PERSONAL = "[personal]";

/** What the platform does by itself: jobs, reactions. */
export const SYSTEM_ACTOR: AuditActor = { kind: "SYSTEM", userId: null, apiKeyId: null };

/** The viewer as the one who did it. */
export function toAuditActor(viewer: Viewer): AuditActor {
  switch (viewer.kind) {
    case "user":
      return { kind: "USER", userId: viewer.userId, apiKeyId: null };
    case "apiKey":
      return { kind: "API_KEY", userId: viewer.userId, apiKeyId: viewer.apiKeyId };
    case "guest":
      return { kind: "GUEST", userId: null, apiKeyId: null };
  }
}
