import type { RequestContext } from "#platform/graphql/executor.ts";
import type { ProductsDatabase } from "./database.ts";
import type { FileLoaders } from "./files/file.loaders.ts";
import type { JobLoaders } from "./imports/job.loaders.ts";
import type { ProductsLoaders } from "./products.loaders.ts";
import type { ReviewLoaders } from "./review/review.loaders.ts";

/** What the resolvers of products find in their context. */
export interface ProductsContext extends RequestContext {
  loaders: ProductsLoaders & FileLoaders & JobLoaders & ReviewLoaders;
  listings: ProductsDatabase["listings"];
  inventory: ProductsDatabase["inventory"];
  unlisted: ProductsDatabase["unlisted"];
  reviews: ProductsDatabase["reviews"];
}
