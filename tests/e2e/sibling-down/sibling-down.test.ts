import { afterEach, describe, expect, inject, it } from "vitest";
import { ProductPageDocument } from "../../../clients/storefront/graphql.ts";
import { send } from "../../setup/graph-client.ts";
import { findVariant } from "../../setup/shopper.ts";

const { pids } = inject("stack");

describe("with one subgraph stopped", () => {
  afterEach(() => {
    process.kill(pids["accounts"]!, "SIGCONT");
    process.kill(pids["carts"]!, "SIGCONT");
  });

  it.each([
    ["accounts", "shop"],
    ["carts", "quantityInMyCart"],
  ])(
    "a frozen %s empties its part of the product page, with a typed error, and the rest is answered",
    async (subgraph, field) => {
      const { handle } = await findVariant();
      process.kill(pids[subgraph]!, "SIGSTOP");
      const answer = await send(ProductPageDocument, { handle });

      expect(answer.status).toBe(200);
      expect(answer.data!.product).toMatchObject({ handle, title: expect.any(String) });
      expect(answer.data!.product!.variants.nodes[0]!.price!.minorUnits).toBeGreaterThan(0);
      const codes = new Set(answer.errors!.map(({ extensions }) => extensions.code));
      expect(codes).toEqual(new Set(["SUBGRAPH_UNAVAILABLE"]));
      expect(JSON.stringify(answer.errors)).toContain(field === "shop" ? "shop" : "variants");
      expect(JSON.stringify(answer.errors)).not.toMatch(/127\.0\.0\.1|localhost|node_modules/);
    },
  );
});
