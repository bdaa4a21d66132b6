import { prepareCart } from "./cart-workload.ts";
import { prepareCheckout } from "./checkout-workload.ts";
import { prepareImport } from "./import-workload.ts";
import { prepareReads } from "./read-workload.ts";
import { facetRequests, searchRequests } from "./search-requests.ts";
import { prepareSignInStorm } from "./sign-in-storm-workload.ts";
import { prepareSignIn } from "./sign-in-workload.ts";
import type { PrepareWorkload, WorkloadName } from "./workload.ts";

/** In the order in which they run: reads before anything is written. */
export const WORKLOADS: Readonly<Record<WorkloadName, PrepareWorkload>> = {
  list: (scene) => prepareReads("catalogue list of 20", scene.shop.listRequests, scene),
  detail: (scene) => prepareReads("product detail", scene.shop.pageRequests, scene),
  search: (scene) => prepareReads("search with a term, 20 products", searchRequests(scene.shop), scene),
  facets: (scene) => prepareReads("faceted search, 20 products", facetRequests(scene.shop), scene),
  cart: prepareCart,
  checkout: prepareCheckout,
  "sign-in": prepareSignIn,
  "sign-in-storm": prepareSignInStorm,
  import: prepareImport,
};
