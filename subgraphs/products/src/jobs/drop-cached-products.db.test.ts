import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { newId } from "#platform/ids/id.ts";
import { makeProduct } from "../testing/make-product.ts";
import { memberOf } from "../testing/member-viewer.ts";
import { createProductEditor } from "../testing/product-editor.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { countJobs } from "../testing/store-file.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
let worker: RunningJobs | undefined;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(async () => {
  await worker?.stop();
  await test.close();
});

it("drops a product once more after it has changed, so that what a slow reader cached goes, too", async () => {
  const shopId = newId("shop", new Date());
  const product = makeProduct({ shopId });
  await test.store([product]);
  await createProductEditor(test, memberOf(shopId))("productUpdate", { productId: product.id, title: "New" });
  expect(await countJobs(test.pool, "products.drop-cached-products")).toBe(1);

  // A reader that had read before the change caches what it read: the same document, as it was.
  await test.documents.replace({ ...product, title: "Old", version: 3 }, 2, null);
  const title = async () => {
    test.forgetMemory();
    const { data } = await test.graphql("query ($id: ID!) { product(id: $id) { title } }", { id: product.id });
    return (data!["product"] as { title: string }).title;
  };
  expect(await title()).toBe("Old");
  await test.documents.replace({ ...product, title: "New", version: 4 }, 3, null);
  expect(await title()).toBe("Old");
  worker = await test.subgraph.startWorker();
  await expect.poll(title, { timeout: 15_000 }).toBe("New");
});
