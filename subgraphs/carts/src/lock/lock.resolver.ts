import { Arg, Ctx, Directive, Mutation, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import type { CartsContext } from "../context.ts";
import type { LockCart } from "./lock-cart.ts";
import {
  CartLockInput,
  CartLockPayload,
  type CartLockStatus,
  CartUnlockInput,
  CartUnlockPayload,
  toLockedCart,
} from "./lock.type.ts";
import type { UnlockCart } from "./unlock-cart.ts";

@Resolver()
export class LockResolver {
  private readonly useCases: { lockCart: LockCart; unlockCart: UnlockCart };

  constructor(useCases: { lockCart: LockCart; unlockCart: UnlockCart }) {
    this.useCases = useCases;
  }

  @Directive("@inaccessible")
  @Access(sibling("orders"))
  @Mutation(() => CartLockPayload, {
    description:
      "For orders, in the buyer's name: gives the cart to a checkout and freezes its prices. The same order gets the same frozen cart every time.",
  })
  async cartLock(
    @Arg("input", () => CartLockInput, { description: "The cart, and the order to be." }) input: CartLockInput,
    @Ctx() context: CartsContext,
  ): Promise<CartLockPayload> {
    const outcome = await this.useCases.lockCart(context, input);
    switch (outcome.kind) {
      case "locked":
        return { status: "LOCKED", cart: toLockedCart(outcome.cart), unavailableLineIds: [] };
      case "unavailableLines":
        return { status: "UNAVAILABLE_LINES", cart: null, unavailableLineIds: [...outcome.lineIds] };
      default:
        return { status: REFUSAL[outcome.kind], cart: null, unavailableLineIds: [] };
    }
  }

  @Directive("@inaccessible")
  @Access(sibling("orders"))
  @Mutation(() => CartUnlockPayload, {
    description: "For orders: gives back a cart whose checkout did not become an order. Safe to repeat.",
  })
  async cartUnlock(
    @Arg("input", () => CartUnlockInput, { description: "The cart, and the order that holds it." })
    input: CartUnlockInput,
  ): Promise<CartUnlockPayload> {
    return { unlocked: await this.useCases.unlockCart(input) };
  }
}

const REFUSAL = {
  notFound: "NOT_FOUND",
  empty: "EMPTY",
  lockedByAnotherCheckout: "LOCKED_BY_ANOTHER_CHECKOUT",
  converted: "CONVERTED",
} as const satisfies Record<string, CartLockStatus>;
