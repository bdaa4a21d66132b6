import type { Money } from "#platform/money/money.ts";
import { type Cart, type CartLine, type LineChange, MAX_LINES, MAX_QUANTITY, nextPosition } from "./cart.ts";
import type { CartProblem, CartWarning, CartWarningCode } from "./cart.errors.ts";
import type { Offers } from "./offer.ts";

export interface LineAddition {
  readonly variantId: string;
  readonly quantity: number;
}

export interface LineUpdate {
  readonly id: string;
  readonly quantity: number;
}

/** What an edit does to a cart: problems forbid the whole of it. */
export interface LinePlan {
  readonly problems: readonly CartProblem[];
  readonly warnings: readonly CartWarning[];
  readonly change: LineChange;
}

/**
 * Adds units to the lines of their variants and makes lines for new ones. The same variant twice sums up. A variant without
 * an offer, or without a price in the offers' currency, is a problem. Lines that are not touched get the offered price too,
 * as the last one seen.
 */
export function planAddition(
  cart: Cart,
  additions: readonly LineAddition[],
  offers: Offers,
  newLineId: () => string,
): LinePlan {
  const lineOf = new Map(cart.lines.map((line) => [line.variantId, line]));
  const problems = additions.flatMap(({ variantId }, index) =>
    problemsOfOffer(offers, variantId, ["lines", String(index), "variantId"]),
  );
  const warnings: CartWarning[] = [];
  const added: CartLine[] = [];
  const grown = new Map<string, number>();
  let position = nextPosition(cart.lines);
  for (const { variantId, quantity, index } of sumByVariant(additions)) {
    const line = lineOf.get(variantId);
    const unitPrice = offeredPrice(offers, variantId);
    if (unitPrice === null) continue;
    const held = line?.quantity ?? 0;
    const settled = settleQuantity({ wanted: held + quantity, held, available: availableOf(offers, variantId) });
    let lineId = line?.id ?? null;
    if (line) grown.set(line.id, settled.quantity);
    else if (settled.quantity > 0) {
      lineId = newLineId();
      added.push({ id: lineId, variantId, quantity: settled.quantity, position: position++, unitPrice });
    }
    if (settled.warning) {
      warnings.push({ code: settled.warning, field: ["lines", String(index), "quantity"], lineId, variantId });
    }
  }
  if (cart.lines.length + added.length > MAX_LINES) problems.push({ code: "TOO_MANY_LINES", field: ["lines"] });
  return { problems, warnings, change: toChange(cart, added, grown, offers) };
}

/** Sets the quantities of lines. Each `updates[index]` that names no line of the cart, or one named before, is a problem. */
export function planUpdate(cart: Cart, updates: readonly LineUpdate[], offers: Offers): LinePlan {
  const lineById = new Map(cart.lines.map((line) => [line.id, line]));
  const problems: CartProblem[] = [];
  const warnings: CartWarning[] = [];
  const settledById = new Map<string, number>();
  for (const [index, { id, quantity }] of updates.entries()) {
    const line = lineById.get(id);
    const field = ["lines", String(index), "id"];
    if (!line) problems.push({ code: "LINE_NOT_FOUND", field });
    else if (settledById.has(id)) problems.push({ code: "DUPLICATE_LINE", field });
    else {
      problems.push(...problemsOfOffer(offers, line.variantId, field));
      const available = availableOf(offers, line.variantId);
      const settled = settleQuantity({ wanted: quantity, held: line.quantity, available });
      settledById.set(id, settled.quantity);
      if (settled.warning) {
        const { variantId } = line;
        warnings.push({ code: settled.warning, field: ["lines", String(index), "quantity"], lineId: id, variantId });
      }
    }
  }
  return { problems, warnings, change: toChange(cart, [], settledById, offers) };
}

/** Takes lines away. Naming a line twice is harmless; one that the cart does not have is a problem. */
export function planRemoval(cart: Cart, lineIds: readonly string[]): LinePlan {
  const known = new Set(cart.lines.map(({ id }) => id));
  const problems = lineIds.flatMap((id, index): CartProblem[] =>
    known.has(id) ? [] : [{ code: "LINE_NOT_FOUND", field: ["lineIds", String(index)] }],
  );
  return { problems, warnings: [], change: { added: [], updated: [], removedIds: [...new Set(lineIds)] } };
}

/**
 * What `target` gains from the lines of `source`, a cart of the same customer and currency. Quantities sum up to
 * `MAX_QUANTITY`; lines beyond `MAX_LINES` are left out. Stock is not looked at: the checkout does.
 */
export function planMerge(target: Cart, source: Cart, newLineId: () => string): LineChange {
  const lineOf = new Map(target.lines.map((line) => [line.variantId, line]));
  const updated: CartLine[] = [];
  const added: CartLine[] = [];
  for (const line of source.lines) {
    const own = lineOf.get(line.variantId);
    if (own) updated.push({ ...own, quantity: Math.min(own.quantity + line.quantity, MAX_QUANTITY) });
    else if (target.lines.length + added.length < MAX_LINES) {
      added.push({ ...line, id: newLineId(), position: nextPosition(target.lines) + added.length });
    }
  }
  return { added, updated, removedIds: [] };
}

function problemsOfOffer(offers: Offers, variantId: string, field: readonly string[]): CartProblem[] {
  const offer = offers.get(variantId);
  if (!offer) return [{ code: "VARIANT_NOT_FOUND", field }];
  return offer.price === null ? [{ code: "CURRENCY_NOT_AVAILABLE", field }] : [];
}

interface Settled {
  quantity: number;
  warning: CartWarningCode | null;
}

/** As many as wanted, but never more than there are. With none in stock a line may shrink but not grow. */
function settleQuantity({ wanted, held, available }: { wanted: number; held: number; available: number }): Settled {
  if (available <= 0) return { quantity: Math.min(wanted, held), warning: "OUT_OF_STOCK" };
  const limit = Math.min(available, MAX_QUANTITY);
  return wanted > limit ? { quantity: limit, warning: "QUANTITY_CLAMPED" } : { quantity: wanted, warning: null };
}

/** Each variant once, with the sum of its quantities and the index of its first mention. */
function sumByVariant(additions: readonly LineAddition[]): (LineAddition & { index: number })[] {
  const byVariant = new Map<string, LineAddition & { index: number }>();
  for (const [index, { variantId, quantity }] of additions.entries()) {
    const before = byVariant.get(variantId);
    byVariant.set(variantId, {
      variantId,
      quantity: (before?.quantity ?? 0) + quantity,
      index: before?.index ?? index,
    });
  }
  return [...byVariant.values()];
}

/**
 * The change that gives the lines their new quantities. It carries the offered prices of all lines along; prices that moved
 * are no change by themselves.
 */
function toChange(
  cart: Cart,
  added: readonly CartLine[],
  quantityById: ReadonlyMap<string, number>,
  offers: Offers,
): LineChange {
  const updated = cart.lines.map((line) => ({
    ...line,
    quantity: quantityById.get(line.id) ?? line.quantity,
    unitPrice: offeredPrice(offers, line.variantId) ?? line.unitPrice,
  }));
  const isTouched = added.length > 0 || updated.some(({ quantity }, index) => quantity !== cart.lines[index]?.quantity);
  return { added, updated: isTouched ? updated : [], removedIds: [] };
}

const offeredPrice = (offers: Offers, variantId: string): Money | null => offers.get(variantId)?.price ?? null;

const availableOf = (offers: Offers, variantId: string): number => offers.get(variantId)?.availableQuantity ?? 0;
