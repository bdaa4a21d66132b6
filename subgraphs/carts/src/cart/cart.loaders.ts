import DataLoader from "dataloader";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import { type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { priceCart } from "../pricing/price-cart.ts";
import type { Quote } from "../pricing/pricing.ts";
import type { Cart, CartLine } from "./cart.ts";
import type { CartRepository } from "./cart.repository.ts";
import type { FrozenCart } from "../lock/frozen-cart.ts";
import type { LockRepository } from "../lock/lock.repository.ts";
import type { Offer, Offers, OffersOf } from "./offer.ts";
import { toCartToPrice } from "./cart-to-price.ts";

const MAX_BATCH = 500;

export interface LineInCart {
  cart: Cart;
  line: CartLine;
}

export type CartLoaders = ReturnType<typeof createCartLoaders>;

/** Made once per request, for one viewer: a longer-lived cache would leak carts between customers. */
export function createCartLoaders(carts: CartRepository, locks: LockRepository, viewer: Viewer) {
  const customerId = viewerUserId(viewer);

  const cartById = new DataLoader<string, Cart | null>(
    async (ids) => {
      const found = new Map((await carts.findVisibleAmong(viewer, ids)).map((cart) => [cart.id, cart]));
      return ids.map((id) => found.get(id) ?? null);
    },
    { maxBatchSize: MAX_BATCH },
  );

  /** Lines of the viewer's own carts. */
  const lineById = new DataLoader<string, LineInCart | null>(
    async (ids) => {
      const found = customerId === null ? [] : await carts.findByLines(customerId, ids);
      const byId = new Map(found.flatMap((cart) => cart.lines.map((line) => [line.id, { cart, line }] as const)));
      return ids.map((id) => byId.get(id) ?? null);
    },
    { maxBatchSize: MAX_BATCH },
  );

  /** How many of a variant stand in the viewer's active cart; null for a guest. */
  const quantityByVariant = new DataLoader<string, number | null>(
    async (ids) => {
      if (customerId === null) return ids.map(() => null);
      const found = await carts.findQuantities(customerId, ids);
      return ids.map((id) => found.get(id) ?? 0);
    },
    { maxBatchSize: MAX_BATCH },
  );

  /** The active cart of a customer; null for everyone but the viewer. */
  const activeCart = new DataLoader<string, Cart | null>(
    async (ids) => {
      const own = customerId !== null && ids.includes(customerId) ? await carts.findActive(customerId) : null;
      return ids.map((id) => (id === customerId ? own : null));
    },
    { maxBatchSize: MAX_BATCH },
  );

  /** The cart as the order's checkout froze it. Asked for carts only that the viewer may see. */
  const frozenByOrder = new DataLoader<string, FrozenCart | null>(
    async (orderIds) => {
      const found = new Map((await locks.findAmong(orderIds)).map((lock) => [lock.orderId, lock.frozen]));
      return orderIds.map((id) => found.get(id) ?? null);
    },
    { maxBatchSize: MAX_BATCH },
  );

  return {
    frozenByOrder,
    cartById,
    lineById,
    quantityByVariant,
    activeCart,
    /** After a write in the same request: what was read before may be old. */
    forget() {
      for (const loader of [cartById, lineById, quantityByVariant, activeCart]) loader.clearAll();
    },
  };
}

/**
 * Where the prices of one request come from. All variants that one step of it needs are asked for in one call, and each
 * of them once.
 */
export function createPricing(
  variantsForSale: (ids: readonly string[], currency: CurrencyCode) => Promise<Offer[]>,
  frozenByOrder: CartLoaders["frozenByOrder"],
  logger: Logger,
) {
  const offers = new DataLoader<Wanted, Offer | null, string>(
    async (wanted) => {
      const found = new Map<string, Offer>();
      for (const [currency, group] of groupByCurrency(wanted)) {
        for (const offer of await variantsForSale(group, currency)) found.set(`${currency} ${offer.variantId}`, offer);
      }
      return wanted.map((one) => found.get(keyOf(one)) ?? null);
    },
    { cacheKeyFn: keyOf, maxBatchSize: MAX_BATCH },
  );

  /** Like `offers`, but null while products is away. */
  const offersIfThere = new DataLoader<Wanted, Offer | null, string>(
    async (wanted) => {
      const found = await offers.loadMany(wanted);
      const away = found.find(isUnavailable);
      if (away) logger.warn({ err: away }, "carts are shown at the prices last seen");
      return found.map((offer) => (isUnavailable(offer) ? null : offer));
    },
    { cacheKeyFn: keyOf },
  );

  const offersOf: OffersOf = async (variantIds, currency) => {
    const known = [...new Set(variantIds)].filter((id) => parseId("var", id) !== null);
    const found = await Promise.all(known.map((variantId) => offers.load({ variantId, currency })));
    return new Map(found.flatMap((offer) => (offer ? [[offer.variantId, offer]] : [])));
  };

  /** What is known of the cart's variants now; nothing of a cart that is not ACTIVE: its prices stay. */
  const knownOffersOf = async ({ status, lines, currency }: Cart): Promise<Offers> => {
    if (status !== "ACTIVE") return new Map();
    const found = await Promise.all(lines.map(({ variantId }) => offersIfThere.load({ variantId, currency })));
    return new Map(found.flatMap((offer) => (offer ? [[offer.variantId, offer]] : [])));
  };

  return {
    offersOf,
    /**
     * What a cart costs now. The price stored with a line stands in while products is away or does not sell the variant any
     * more. A cart that a checkout holds, or that was bought, costs what it was frozen at.
     */
    async quoteOf(cart: Cart): Promise<Quote> {
      const frozen = cart.lockedByOrderId === null ? null : await frozenByOrder.load(cart.lockedByOrderId);
      return frozen?.quote ?? priceCart(toCartToPrice(cart, await knownOffersOf(cart)));
    },
  };
}

export type Pricing = ReturnType<typeof createPricing>;

interface Wanted {
  variantId: string;
  currency: CurrencyCode;
}

function keyOf({ variantId, currency }: Wanted): string {
  return `${currency} ${variantId}`;
}

function groupByCurrency(wanted: readonly Wanted[]): Map<CurrencyCode, string[]> {
  const groups = new Map<CurrencyCode, string[]>();
  for (const { variantId, currency } of wanted) groups.set(currency, [...(groups.get(currency) ?? []), variantId]);
  return groups;
}

const isUnavailable = (value: unknown): value is AppError => value instanceof AppError && value.code === "UNAVAILABLE";
