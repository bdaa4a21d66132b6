import { toAuditActor } from "#platform/audit/audit-record.ts";
import { idFromBytes, newId } from "#platform/ids/id.ts";
import type { Actor, Viewer } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { randomBytes } from "node:crypto";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import { announceStock } from "./announce-stock.ts";
import {
  type AdjustableLevel,
  type AdjustmentId,
  type InventoryAdjustment,
  type InventoryChange,
  stockShopsOf,
} from "./inventory.ts";
import type { AdjustInventoryOutcome } from "./inventory-adjustment.repository.ts";
import { deltaOf, findAdjustmentProblems, findUnknown, type InventoryProblem } from "./inventory-problem.ts";
import {
  type AdjustInventoryInput,
  type AdjustInventoryRequest,
  MAX_CHANGES,
  readAdjustInput,
} from "./read-adjust-input.ts";
import { productsTurned, type StockChange } from "./stock.ts";

export type AdjustInventory = ReturnType<typeof createAdjustInventory>;

interface Deps {
  db: Pick<ProductsDatabase, "transaction" | "inventory">;
  now: Now;
}

/**
 * Changes how many units of up to 100 variants can be sold: all of them or none, none below zero. Variants of shops that the
 * actor has no part in look like missing ones. Safe to repeat under one key, which is the actor's own: the first answer that the
 * database has given to it, a refusal included, is given again.
 */
export function createAdjustInventory({ db, now }: Deps) {
  return async (actor: Actor, input: AdjustInventoryInput): Promise<AdjustInventoryOutcome> => {
    const shopIds = stockShopsOf(actor.viewer);
    const read = readAdjustInput(input);
    if (read.kind === "bad") {
      return refused([...read.problems, ...(await findUnknownOf(db, input.changes, shopIds))]);
    }
    const { request } = read;
    const key = { actor: keyOwnerOf(actor.viewer), idempotencyKey: request.idempotencyKey };
    return db.transaction(async (store) => {
      const { adjustments } = store;
      if (!(await adjustments.lockKey(key))) return refusedKey("IDEMPOTENCY_IN_PROGRESS");
      const earlier = await adjustments.find(key);
      if (earlier) {
        return earlier.inputHash === request.inputHash ? earlier.outcome : refusedKey("IDEMPOTENCY_KEY_REUSED");
      }
      const at = now();
      const id = newId("adj", at);
      const outcome = await decide(store, { actor, request, shopIds, id, at });
      await adjustments.insert({ ...key, id, inputHash: request.inputHash, outcome, createdAt: at });
      return outcome;
    }, actor.requestId);
  };
}

async function decide(
  store: ProductsStore,
  call: { actor: Actor; request: AdjustInventoryRequest; shopIds: readonly string[]; id: AdjustmentId; at: Date },
): Promise<AdjustInventoryOutcome> {
  const { actor, request, shopIds, id, at } = call;
  const { changes, reason, note } = request;
  const levels = await store.adjustments.lockLevels(
    changes.map(({ variantId }) => variantId),
    shopIds,
  );
  const problems = findAdjustmentProblems(changes, levels);
  if (problems.length > 0) return refused(problems);
  const { deltas, adjusted } = plan(changes, levels);
  const adjustment = { id, reason, note, adjustedAt: at.toISOString(), changes: adjusted };
  // Nothing moves when all of it is set to what it is.
  if (deltas.length > 0) {
    const moved = await store.adjustments.apply(deltas, { id, reason, note, by: toAuditActor(actor.viewer) });
    await store.listings.refreshStock(productsTurned(moved));
    await announceStock(store.outbox, moved);
    await audit(store, actor, adjustment, moved);
  }
  return { kind: "adjusted", adjustment };
}

function plan(changes: readonly InventoryChange[], levels: ReadonlyMap<string, AdjustableLevel>) {
  const deltas = changes.map((change) => ({
    variantId: change.variantId,
    delta: deltaOf(change, levels.get(change.variantId)!),
  }));
  const adjusted = deltas.map(({ variantId, delta }) => {
    const before = levels.get(variantId)!.available;
    return { variantId, before, after: before + delta };
  });
  return { deltas: deltas.filter(({ delta }) => delta !== 0), adjusted };
}

/** One record for each variant, by one statement. */
const audit = (
  { outbox }: ProductsStore,
  { viewer }: Actor,
  { id, reason }: InventoryAdjustment,
  moved: readonly StockChange[],
): Promise<void> =>
  outbox.appendAll(
    ProductsAuditRecorded,
    moved.map(({ variantId, shopId, before, after }) => ({
      eventId: idFromBytes("evt", randomBytes(16)),
      payload: {
        action: "inventory.adjust",
        actor: toAuditActor(viewer),
        subject: { type: "ProductVariant", id: variantId },
        before: { available: before },
        after: { available: after, reason, adjustmentId: id, shopId },
      },
    })),
  );

/** Also where something else is wrong: all violations at once. */
async function findUnknownOf(
  { inventory }: Deps["db"],
  changes: AdjustInventoryInput["changes"],
  shopIds: readonly string[],
): Promise<InventoryProblem[]> {
  if (changes.length > MAX_CHANGES) return [];
  const known = await inventory.findIds(
    changes.map(({ variantId }) => variantId),
    shopIds,
  );
  return findUnknown(changes, known);
}

/** A key belongs to whoever uses it: a person, or one of their programs. */
const keyOwnerOf = (viewer: Viewer): string =>
  viewer.kind === "guest" ? "guest" : viewer.kind === "user" ? viewer.userId : viewer.apiKeyId;

const refused = (problems: readonly InventoryProblem[]): AdjustInventoryOutcome => ({ kind: "refused", problems });
const refusedKey = (code: "IDEMPOTENCY_IN_PROGRESS" | "IDEMPOTENCY_KEY_REUSED") =>
  refused([{ code, field: ["idempotencyKey"] }]);
