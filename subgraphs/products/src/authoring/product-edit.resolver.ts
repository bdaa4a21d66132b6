import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, member } from "#platform/graphql/access.ts";
import { toProductNode } from "../catalogue/product.type.ts";
import type { ProductsContext } from "../context.ts";
import type { ChangeProductOutcome } from "./change-product.ts";
import type { CreateProduct } from "./create-product.ts";
import type { MoveProduct } from "./move-product.ts";
import {
  ProductArchiveInputType,
  ProductArchivePayload,
  ProductCreateInputType,
  ProductCreatePayload,
  type ProductPayload,
  ProductPublishInputType,
  ProductPublishPayload,
  ProductUnpublishInputType,
  ProductUnpublishPayload,
  ProductUpdateInputType,
  ProductUpdatePayload,
} from "./product-edit.type.ts";
import { productUserError } from "./product-user-error.type.ts";
import type { UpdateProduct } from "./update-product.ts";

interface UseCases {
  createProduct: CreateProduct;
  updateProduct: UpdateProduct;
  moveProduct: MoveProduct;
}

/** Also the answer for what is somebody else's. */
const notFound = (field: string): ProductPayload => ({
  product: null,
  userErrors: [productUserError({ code: "NOT_FOUND", field: [field] })],
});

/** Whose product it is, the use case finds out with the product. */
const CATALOG = member(["CATALOG"], { refuse: () => notFound("productId") });

@Resolver()
export class ProductEditResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(
    member<unknown, { input: { shopId: string } }>(["CATALOG"], {
      shopOf: (_, { input }) => input.shopId,
      refuse: () => notFound("shopId"),
    }),
  )
  @Mutation(() => ProductCreatePayload, { description: "Adds a product to an open shop, as a draft." })
  async productCreate(
    @Arg("input", () => ProductCreateInputType, { description: "What is known of it." }) input: ProductCreateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ProductCreatePayload> {
    const outcome = await this.useCases.createProduct(context, input);
    switch (outcome.kind) {
      case "created":
        return { product: toProductNode(outcome.product), userErrors: [] };
      case "notFound":
        return notFound("shopId");
      case "refused":
        return { product: null, userErrors: outcome.problems.map(productUserError) };
    }
  }

  @Access(CATALOG)
  @Mutation(() => ProductUpdatePayload, { description: "Changes a product. One on sale stays fit to be sold." })
  async productUpdate(
    @Arg("input", () => ProductUpdateInputType, { description: "Which product, and what changes." })
    input: ProductUpdateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ProductUpdatePayload> {
    return toPayload(await this.useCases.updateProduct(context, input));
  }

  @Access(CATALOG)
  @Mutation(() => ProductPublishPayload, {
    description: "Puts a draft on sale: one with a variant, and a price for each. Safe to repeat.",
  })
  async productPublish(
    @Arg("input", () => ProductPublishInputType, { description: "Which product." }) input: ProductPublishInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ProductPublishPayload> {
    return toPayload(await this.useCases.moveProduct(context, "publish", input));
  }

  @Access(CATALOG)
  @Mutation(() => ProductUnpublishPayload, {
    description: "Takes a product off sale, or out of the archive, back into a draft. Safe to repeat.",
  })
  async productUnpublish(
    @Arg("input", () => ProductUnpublishInputType, { description: "Which product." }) input: ProductUnpublishInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ProductUnpublishPayload> {
    return toPayload(await this.useCases.moveProduct(context, "unpublish", input));
  }

  @Access(CATALOG)
  @Mutation(() => ProductArchivePayload, {
    description: "Takes a product off sale and out of the way. Nothing of it is lost. Safe to repeat.",
  })
  async productArchive(
    @Arg("input", () => ProductArchiveInputType, { description: "Which product." }) input: ProductArchiveInputType,
    @Ctx() context: ProductsContext,
  ): Promise<ProductArchivePayload> {
    return toPayload(await this.useCases.moveProduct(context, "archive", input));
  }
}

function toPayload(outcome: ChangeProductOutcome): ProductPayload {
  switch (outcome.kind) {
    case "changed":
      return { product: toProductNode(outcome.product), userErrors: [] };
    case "notFound":
      return notFound("productId");
    case "refused":
      return {
        product: outcome.current && toProductNode(outcome.current),
        userErrors: outcome.problems.map(productUserError),
      };
  }
}
