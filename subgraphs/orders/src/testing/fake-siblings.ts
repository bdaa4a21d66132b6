import { AppError } from "#platform/errors/app-error.ts";
import { newId, newSecretId, type VariantId } from "#platform/ids/id.ts";
import type { GraphQLResponse, Neighbour } from "#platform/neighbour/neighbour.ts";
import { viewerUserId } from "#platform/identity/viewer.ts";

/** An operation of a sibling, and on which side of its effect it fails: the caller cannot tell the two apart. */
export interface Fault {
  operation: "cartLock" | "cartUnlock" | "stockHold" | "stockRelease";
  side: "before" | "after";
}

interface FakeCart {
  ownerId: string | null;
  status: "ACTIVE" | "LOCKED" | "CONVERTED";
  lockedBy: string | null;
  lines: { variantId: VariantId; quantity: number; priceMinor: number }[];
  unavailableLineIds: string[];
  /** In minor units; the discount and the tax are those of the first line. */
  charges: { discounts: number; shipping: number; tax: number | null; taxIncluded: boolean };
}

interface FakeHold {
  status: "HELD" | "RELEASED" | "EXPIRED" | "COMMITTED";
  expiresAt: Date;
  lines: { variantId: string; quantity: number }[];
}

interface Operation {
  input: { cartId: string; orderId: string; holdId: string; lines: FakeHold["lines"]; expiresInSeconds: number };
  userId: string | null;
}

/** carts and products as checkout meets them: with a memory, promised idempotency, and faults on demand. */
export class FakeSiblings {
  readonly carts = new Map<string, FakeCart>();
  readonly available = new Map<string, number>();
  readonly holds = new Map<string, FakeHold>();
  /** Names of the operations in the order in which they arrived. */
  readonly calls: string[] = [];
  /** Each fault happens once. */
  readonly faults: Fault[] = [];
  /** Awaited before an operation takes effect. */
  beforeEffect: (operation: string) => Promise<void> = () => Promise.resolve();
  /** When the holds of this test end. */
  holdsEndAt: () => Date = () => new Date(Date.now() + 900_000);

  readonly neighbours: Record<"carts" | "products", Partial<Neighbour>> = {
    carts: { graphql: (request, { viewer }) => this.answer(request, viewerUserId(viewer)) },
    products: { graphql: (request, { viewer }) => this.answer(request, viewerUserId(viewer)) },
  };

  /** A cart of `lineCount` different variants with plenty of stock, two of each at 10.00 EUR. */
  addCart({ ownerId = null, lineCount = 1 }: { ownerId?: string | null; lineCount?: number } = {}): string {
    const cartId = newSecretId("cart");
    const lines = Array.from({ length: lineCount }, () => ({
      variantId: newId("var", new Date()),
      quantity: 2,
      priceMinor: 1_000,
    }));
    for (const { variantId } of lines) this.available.set(variantId, 1_000);
    this.carts.set(cartId, {
      ownerId,
      status: "ACTIVE",
      lockedBy: null,
      lines,
      unavailableLineIds: [],
      charges: { ...NO_CHARGES },
    });
    return cartId;
  }

  cart(cartId: string): FakeCart {
    return this.carts.get(cartId)!;
  }

  private async answer(
    request: { query: string; variables?: Record<string, unknown> | undefined },
    userId: string | null,
  ): Promise<GraphQLResponse> {
    const name = /\{\s*(\w+)\(/.exec(request.query)![1] as Fault["operation"];
    const { input } = request.variables as Pick<Operation, "input">;
    this.calls.push(name);
    await this.beforeEffect(name);
    this.failIf(name, "before");
    const payload = this[name]({ input, userId });
    this.failIf(name, "after");
    return { data: { [name]: payload } };
  }

  private failIf(operation: Fault["operation"], side: Fault["side"]): void {
    const index = this.faults.findIndex((fault) => fault.operation === operation && fault.side === side);
    if (index === -1) return;
    this.faults.splice(index, 1);
    throw new AppError("UNAVAILABLE", "The sibling is not available. Try again.");
  }

  private cartLock({ input: { cartId, orderId }, userId }: Operation) {
    const cart = this.carts.get(cartId);
    const answer = (status: string, rest: object = {}) => ({ status, unavailableLineIds: [], cart: null, ...rest });
    if (!cart || (cart.ownerId !== null && cart.ownerId !== userId)) return answer("NOT_FOUND");
    if (cart.status === "CONVERTED") return answer("CONVERTED");
    if (cart.status === "LOCKED" && cart.lockedBy !== orderId) return answer("LOCKED_BY_ANOTHER_CHECKOUT");
    if (cart.lines.length === 0) return answer("EMPTY");
    const { unavailableLineIds } = cart;
    if (unavailableLineIds.length > 0) return answer("UNAVAILABLE_LINES", { unavailableLineIds });
    cart.status = "LOCKED";
    cart.lockedBy = orderId;
    const lines = cart.lines.map(({ variantId, quantity, priceMinor }, index) => ({
      id: `cln_${index}`,
      variantId,
      productId: "prod_1",
      shopId: "shop_1",
      title: `Mug ${index}`,
      variantTitle: "Blue",
      sku: `MUG-${index}`,
      imageUrl: index === 0 ? "https://images.test/mug.webp" : null,
      quantity,
      unitPrice: eur(priceMinor),
      discounts: eur(index === 0 ? cart.charges.discounts : 0),
      tax: cart.charges.tax === null ? null : eur(index === 0 ? cart.charges.tax : 0),
      total: eur(priceMinor * quantity - (index === 0 ? cart.charges.discounts : 0)),
    }));
    const { discounts, shipping, tax, taxIncluded } = cart.charges;
    const subtotal = cart.lines.reduce((sum, { quantity, priceMinor }) => sum + quantity * priceMinor, 0);
    return answer("LOCKED", {
      cart: {
        lines,
        taxIncluded,
        subtotal: eur(subtotal),
        discounts: eur(discounts),
        shipping: eur(shipping),
        tax: tax === null ? null : eur(tax),
        total: eur(subtotal - discounts + shipping + (taxIncluded ? 0 : (tax ?? 0))),
      },
    });
  }

  private cartUnlock({ input: { cartId, orderId } }: Operation) {
    const cart = this.carts.get(cartId);
    if (cart?.status !== "LOCKED" || cart.lockedBy !== orderId) return { unlocked: false };
    cart.status = "ACTIVE";
    cart.lockedBy = null;
    return { unlocked: true };
  }

  private stockHold({ input: { holdId, lines } }: Operation) {
    const known = this.holds.get(holdId);
    if (known) return { reservation: { id: holdId, ...known, expiresAt: known.expiresAt.toISOString() }, missing: [] };
    const missing = lines
      .map(({ variantId, quantity }) => ({
        variantId,
        quantity,
        availableQuantity: this.available.get(variantId) ?? 0,
      }))
      .filter(({ quantity, availableQuantity }) => availableQuantity < quantity)
      .map(({ variantId, availableQuantity }) => ({ variantId, availableQuantity }));
    if (missing.length > 0) return { reservation: null, missing };
    for (const { variantId, quantity } of lines)
      this.available.set(variantId, this.available.get(variantId)! - quantity);
    const hold: FakeHold = { status: "HELD", expiresAt: this.holdsEndAt(), lines };
    this.holds.set(holdId, hold);
    return { reservation: { id: holdId, status: hold.status, expiresAt: hold.expiresAt.toISOString() }, missing: [] };
  }

  private stockRelease({ input: { holdId } }: Operation) {
    const hold = this.holds.get(holdId) ?? { status: "RELEASED", expiresAt: new Date(), lines: [] };
    if (hold.status === "HELD") {
      hold.status = "RELEASED";
      for (const { variantId, quantity } of hold.lines) {
        this.available.set(variantId, this.available.get(variantId)! + quantity);
      }
    }
    this.holds.set(holdId, hold);
    return { reservation: { id: holdId } };
  }
}

const NO_CHARGES = { discounts: 0, shipping: 0, tax: null, taxIncluded: true };

const eur = (minorUnits: number) => ({ minorUnits, currencyCode: "EUR" });
