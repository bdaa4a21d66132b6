import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { ProductType } from "../catalogue/product.type.ts";
import type { CreateProductInput } from "./create-product.ts";
import { ProductFieldsInputType, ProductVariantInputType } from "./product-input.type.ts";
import { ProductUserErrorType } from "./product-user-error.type.ts";
import type { UpdateProductInput } from "./update-product.ts";

@InputType("ProductCreateInput", {
  description: "A new product, with as much of it as is known. It begins as a draft.",
})
export class ProductCreateInputType extends ProductFieldsInputType implements CreateProductInput {
  @Field(() => ID, { description: "The shop that will sell it." })
  shopId!: string;

  @Field(() => String, { description: "1 to 255 characters on one line, each word in one alphabet." })
  title!: string;

  @Field(() => [ProductVariantInputType], {
    nullable: true,
    description: "At most 100, in the order in which they are shown.",
  })
  variants?: ProductVariantInputType[] | null;
}

@InputType("ProductUpdateInput", { description: "What to change of a product. What is left out or null stays." })
export class ProductUpdateInputType extends ProductFieldsInputType implements UpdateProductInput {
  @Field(() => ID, { description: "The product." })
  productId!: string;

  @Field(() => String, { nullable: true, description: "1 to 255 characters on one line, each word in one alphabet." })
  title?: string | null;

  @Field(() => Int, { nullable: true, description: "The version that the change was made for." })
  expectedVersion?: number | null;
}

@InputType("ProductPublishInput", { description: "Which product to put on sale." })
export class ProductPublishInputType {
  @Field(() => ID, { description: "The product." })
  productId!: string;

  @Field(() => Int, { nullable: true, description: "The version that the decision was made for." })
  expectedVersion?: number | null;
}

@InputType("ProductUnpublishInput", { description: "Which product to make a draft again." })
export class ProductUnpublishInputType extends ProductPublishInputType {}

@InputType("ProductArchiveInput", { description: "Which product to archive." })
export class ProductArchiveInputType extends ProductPublishInputType {}

/** What all payloads about a product have. */
@ObjectType()
export abstract class ProductPayload {
  @Field(() => ProductType, {
    nullable: true,
    description: "The product as it is now; null when nothing was done, but for a CONFLICT.",
  })
  product!: ProductType | null;

  @Field(() => [ProductUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ProductUserErrorType[];
}

@ObjectType("ProductCreatePayload", { description: "The new product, or why there is none." })
export class ProductCreatePayload extends ProductPayload {}

@ObjectType("ProductUpdatePayload", { description: "The changed product, or why it was not changed." })
export class ProductUpdatePayload extends ProductPayload {}

@ObjectType("ProductPublishPayload", { description: "The product on sale, or what it lacks." })
export class ProductPublishPayload extends ProductPayload {}

@ObjectType("ProductUnpublishPayload", { description: "The draft, or why the product is none." })
export class ProductUnpublishPayload extends ProductPayload {}

@ObjectType("ProductArchivePayload", { description: "The archived product, or why it was not archived." })
export class ProductArchivePayload extends ProductPayload {}
