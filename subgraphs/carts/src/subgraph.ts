import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import { createAddLines } from "./cart/add-lines.ts";
import { CartLineResolver, CartResolver } from "./cart/cart.resolver.ts";
import { toCartLineType, toCartType } from "./cart/cart.type.ts";
import { createCreateCart } from "./cart/create-cart.ts";
import { EditCartResolver } from "./cart/edit-cart.resolver.ts";
import { createRemoveLines } from "./cart/remove-lines.ts";
import { createUpdateLines } from "./cart/update-lines.ts";
import { UserResolver } from "./cart/user.resolver.ts";
import { UserStub } from "./cart/user.type.ts";
import { VariantResolver } from "./cart/variant.resolver.ts";
import { createProductsClient } from "./clients/products.client.ts";
import { loadCartsConfig } from "./config.ts";
import { type CartsContext, createContext } from "./context.ts";
import { createDatabase } from "./database.ts";
import { createLockCart } from "./lock/lock-cart.ts";
import { LockResolver } from "./lock/lock.resolver.ts";
import { createUnlockCart } from "./lock/unlock-cart.ts";
import { onAccountErased } from "./reactions/on-account-erased.ts";
import { onCheckoutAbandoned } from "./reactions/on-checkout-abandoned.ts";
import { onOrderExpired } from "./reactions/on-order-expired.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";

/** The carts subgraph: carts, their lines, and the locks that checkouts take on them. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { databaseUrl } = loadCartsConfig(deps.env);
  const { logger, now } = deps;
  const db = createDatabase({ url: databaseUrl, logger });
  const products = createProductsClient(() => deps.neighbour("products"));
  const edit = { db, now };

  return assembleSubgraph(deps, {
    name: "carts",
    database: db,
    createContext: createContext({ carts: db.carts, locks: db.locks, products }),
    schema: {
      resolvers: [
        new CartResolver(),
        new CartLineResolver(),
        new UserResolver(),
        new VariantResolver(),
        new EditCartResolver({
          createCart: createCreateCart(edit),
          addLines: createAddLines(edit),
          updateLines: createUpdateLines(edit),
          removeLines: createRemoveLines(edit),
        }),
        new LockResolver({ lockCart: createLockCart(edit), unlockCart: createUnlockCart(edit) }),
      ],
      entities: [UserStub],
      inaccessibleEnums: ["CartLockStatus"],
      references: {
        Cart: async ({ id }, { loaders }: CartsContext) => {
          const cart = await loaders.cartById.load(String(id));
          return cart && toCartType(cart);
        },
        CartLine: async ({ id }, { loaders }: CartsContext) => {
          const found = await loaders.lineById.load(String(id));
          return found && toCartLineType(found.cart, found.line);
        },
        User: ({ id }) => ({ id }),
        ProductVariant: ({ id }) => ({ id }),
      },
    },
    reactions: [onOrderPaid(now), onOrderExpired(now), onCheckoutAbandoned(now), onAccountErased],
    jobs: [],
  });
};
