import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import { toListedProduct } from "../catalogue/to-listed-product.ts";
import type { Category } from "../catalogue/category.ts";
import type { ProductsDatabase } from "../database.ts";

/** Puts `products` on sale with `available` units of each variant, as publishing them would. */
export async function storeProducts(
  database: Pick<ProductsDatabase, "transaction">,
  products: readonly Product[],
  options: {
    available?: number;
    documents?: Pick<ProductRepository, "insertMany">;
    categories?: readonly Category[];
  } = {},
): Promise<void> {
  const { available = 10, documents, categories = [] } = options;
  await documents?.insertMany(products, null);
  const byId = new Map<string, Category>(categories.map((category) => [category.id, category]));
  await database.transaction(async ({ stock, listings }) => {
    await stock.addMissingLevels(
      products.flatMap(({ id: productId, shopId, title, variants }) =>
        variants.map(({ id: variantId, sku, title: variantTitle }) => ({
          ...{ variantId, productId, shopId, sku, title, variantTitle },
          ...{ available, sold: 0 },
        })),
      ),
    );
    const active = products.filter(({ status }) => status === "ACTIVE");
    await listings.save(active.map((product) => toListedProduct(product, byId)));
  });
}
