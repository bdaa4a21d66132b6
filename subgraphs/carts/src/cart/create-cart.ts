import { newId, newSecretId } from "#platform/ids/id.ts";
import { viewerUserId } from "#platform/identity/viewer.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { CartsStore } from "../database.ts";
import { type Cart, isEmptyChange } from "./cart.ts";
import { type EditDeps, type EditOutcome, problemsOfQuantities } from "./edit-cart.ts";
import type { Shopper } from "./offer.ts";
import { type LineAddition, type LinePlan, planAddition } from "./plan-lines.ts";

export interface CreateCartInput {
  readonly lines: readonly LineAddition[];
  readonly currency: CurrencyCode;
}

export type CreateCart = ReturnType<typeof createCreateCart>;

/**
 * Starts a cart with its first lines. A guest gets a new one. A signed-in user has one active cart: the lines are added to
 * it when there is one, also when two devices start at once (the customer's lock and a unique index decide). Their active cart in
 * another currency is in the way while it has lines, and expires when it is empty.
 *
 * @throws AppError UNAVAILABLE when products does not answer; nothing is written.
 */
export function createCreateCart({ db, now }: EditDeps) {
  const newLineId = () => newId("cln", now());

  return async (shopper: Shopper, input: CreateCartInput): Promise<EditOutcome> => {
    const customerId = viewerUserId(shopper.viewer);
    const inputProblems = problemsOfQuantities(input.lines);
    const active = customerId === null ? null : await db.carts.findActive(customerId);
    if (inputProblems.some(({ code }) => code === "TOO_MANY_LINES")) return refused(inputProblems);
    if (isInTheWay(active, input)) return refused([...inputProblems, MISMATCH], active);

    const variantIds = [...input.lines, ...(active?.lines ?? [])].map(({ variantId }) => variantId);
    const offers = variantIds.length === 0 ? new Map() : await shopper.offersOf(variantIds, input.currency);
    const plan = (cart: Cart): LinePlan => planAddition(cart, input.lines, offers, newLineId);
    const fresh = emptyCart(customerId, input.currency);
    const problems = [...inputProblems, ...plan(active?.currency === input.currency ? active : fresh).problems];
    if (problems.length > 0) return refused(problems);

    return db.transaction((store) =>
      customerId === null ? startCart(store, fresh, plan, now()) : addToActive(store, customerId, fresh, plan, now()),
    );
  };
}

async function addToActive(
  store: CartsStore,
  customerId: string,
  fresh: Cart,
  plan: (cart: Cart) => LinePlan,
  at: Date,
): Promise<EditOutcome> {
  const { carts } = store;
  await carts.lockCustomer(customerId);
  const active = await carts.lockActive(customerId);
  if (!active) return startCart(store, fresh, plan, at);
  if (isInTheWay(active, fresh)) return refused([MISMATCH], active);
  if (active.currency !== fresh.currency) {
    await carts.expire(active, at);
    return startCart(store, fresh, plan, at);
  }
  const { problems, warnings, change } = plan(active);
  if (problems.length > 0) return refused(problems, active);
  const cart = isEmptyChange(change) ? active : await carts.applyChange(active, change, at);
  return { kind: "changed", cart, warnings };
}

async function startCart(
  { carts }: CartsStore,
  fresh: Cart,
  plan: (cart: Cart) => LinePlan,
  at: Date,
): Promise<EditOutcome> {
  const { problems, warnings, change } = plan(fresh);
  if (problems.length > 0) return refused(problems);
  const cart = { ...fresh, lines: change.added };
  await carts.insert(cart, at);
  return { kind: "changed", cart, warnings };
}

const emptyCart = (customerId: string | null, currency: CurrencyCode): Cart => ({
  id: newSecretId("cart"),
  customerId,
  currency,
  status: "ACTIVE",
  version: 1,
  lockedByOrderId: null,
  lines: [],
});

const isInTheWay = (active: Cart | null, { currency }: { currency: CurrencyCode }): boolean =>
  active !== null && active.currency !== currency && active.lines.length > 0;

const MISMATCH = { code: "CURRENCY_MISMATCH", field: ["currencyCode"] } as const;

const refused = (
  problems: Extract<EditOutcome, { kind: "refused" }>["problems"],
  cart: Cart | null = null,
): EditOutcome => ({ kind: "refused", cart, problems });
