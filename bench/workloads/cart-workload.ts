import { CartCreateDocument, CartLinesAddDocument } from "../../clients/storefront/graphql.ts";
import { startCommitFloor } from "../floors/commit-floor.ts";
import { runClosedLoop, runLoad } from "../load/closed-loop.ts";
import { requireNoUserErrors } from "../load/graph-client.ts";
import { rotate } from "../load/rotate.ts";
import { countWrittenRows } from "../system/count-written-rows.ts";
import type { Scene, Workload } from "./workload.ts";

/** So many that no two operations under way meet in one cart. */
const CARTS = 256;
const LINES = 4;

/** One unit more of one of four variants in one of many guests' carts: from the fifth turn on a line that is there grows. */
export async function prepareCart(scene: Scene): Promise<Workload> {
  const { client, shop, system, concurrency } = scene;
  const cartIds = await createCarts(scene);
  const variantIds = shop.variantIds.slice(0, LINES);
  const nextAdd = rotate(variantIds.flatMap((variantId) => cartIds.map((cartId) => ({ cartId, variantId }))));
  const operation = async () => {
    const { cartId, variantId } = nextAdd();
    const input = { cartId, lines: [{ variantId, quantity: 1 }] };
    const { cartLinesAdd } = await client.query(CartLinesAddDocument, { input });
    requireNoUserErrors(cartLinesAdd.userErrors);
    if (cartLinesAdd.warnings.length > 0 || !cartLinesAdd.cart) throw new Error("the line was not added in full");
  };
  const rows = await countWrittenRows(system.postgresUrl, system.pid, operation);
  return {
    title: "add to cart",
    run: (load) => runLoad(operation, load),
    floor: await startCommitFloor(system.postgresUrl, rows, concurrency),
  };
}

async function createCarts({ client, shop, concurrency }: Scene): Promise<string[]> {
  const ids: string[] = [];
  const nextVariant = rotate(shop.variantIds);
  const input = () => ({ lines: [{ variantId: nextVariant(), quantity: 1 }], currencyCode: "EUR" as const });
  let begun = 0;
  const { firstError } = await runClosedLoop(
    async () => {
      const { cartCreate } = await client.query(CartCreateDocument, { input: input() });
      requireNoUserErrors(cartCreate.userErrors);
      ids.push(cartCreate.cart!.id);
    },
    concurrency,
    () => begun++ >= CARTS,
  );
  if (firstError !== null) throw new Error(`no carts to fill: ${firstError}`);
  return ids;
}
