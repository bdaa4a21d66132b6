import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ProductsContext } from "../context.ts";
import type { ProductsLoaders } from "../products.loaders.ts";
import { type AttributeDefinition, definitionsOf } from "./attribute.ts";
import type { Category } from "./category.ts";
import { CategoryType } from "./category.type.ts";
import { ProductAttributeType, toAttributeTypes } from "./product-details.type.ts";
import type { Product } from "./product.ts";
import { ProductType, ProductVariantType, type VariantNode } from "./product.type.ts";

type CategoryLoaders = Pick<ProductsLoaders, "categoryById">;

/** What a product's page tells besides the product's document: all of it from its main category and those above. */
@Resolver(() => ProductType)
export class ProductDetailsResolver {
  @FieldResolver(() => [CategoryType], {
    description: "The way to it: from a category at the top down to its main one.",
  })
  breadcrumbs(@Root() product: Product, @Ctx() { loaders }: ProductsContext): Promise<Category[]> {
    return findBreadcrumbs(loaders, product);
  }

  @FieldResolver(() => [ProductAttributeType], {
    description: "Its properties, in the order in which the shop has them.",
  })
  async attributes(@Root() product: Product, @Ctx() { loaders }: ProductsContext): Promise<ProductAttributeType[]> {
    if (product.attributes.length === 0) return [];
    return toAttributeTypes(product.attributes, await findDefinitions(loaders, product));
  }
}

@Resolver(() => ProductVariantType)
export class ProductVariantDetailsResolver {
  @FieldResolver(() => [ProductAttributeType], {
    description: "Properties that the other variants of the product may not have.",
  })
  async attributes(
    @Root() { product, variant }: VariantNode,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<ProductAttributeType[]> {
    if (variant.attributes.length === 0) return [];
    return toAttributeTypes(variant.attributes, await findDefinitions(loaders, product));
  }
}

/** The main category and those above it, from the top; empty when it is in none. */
async function findBreadcrumbs({ categoryById }: CategoryLoaders, { categoryIds }: Product): Promise<Category[]> {
  const [mainId] = categoryIds;
  const main = mainId === undefined ? null : await categoryById.load(mainId);
  if (!main) return [];
  const above = await Promise.all(main.ancestorIds.map((id) => categoryById.load(id)));
  return [...above.filter((category) => category !== null), main];
}

const findDefinitions = async (
  loaders: CategoryLoaders,
  product: Product,
): Promise<ReadonlyMap<string, AttributeDefinition>> => definitionsOf(await findBreadcrumbs(loaders, product));
