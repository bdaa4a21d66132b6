import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { ProductVariantType } from "../catalogue/product.type.ts";
import type { CreateVariantInput } from "./create-variant.ts";
import type { DeleteVariantInput } from "./delete-variant.ts";
import { ProductPayload } from "./product-edit.type.ts";
import { VariantFieldsInputType } from "./product-input.type.ts";
import type { UpdateVariantInput } from "./update-variant.ts";

@InputType("VariantCreateInput", { description: "A new variant of a product." })
export class VariantCreateInputType extends VariantFieldsInputType implements CreateVariantInput {
  @Field(() => ID, { description: "The product." })
  productId!: string;

  @Field(() => String, { description: "1 to 100 printable ASCII characters without spaces, unique on the platform." })
  sku!: string;

  @Field(() => Int, { nullable: true, description: "The version of the product that the change was made for." })
  expectedVersion?: number | null;
}

@InputType("VariantUpdateInput", {
  description: "What to change of a variant. What is left out stays, and so does null where nothing else is said.",
})
export class VariantUpdateInputType extends VariantFieldsInputType implements UpdateVariantInput {
  @Field(() => ID, { description: "The variant." })
  variantId!: string;

  @Field(() => String, { nullable: true, description: "Another SKU; the former one is free for others then." })
  sku?: string | null;

  @Field(() => Int, { nullable: true, description: "The version of the product that the change was made for." })
  expectedVersion?: number | null;
}

@InputType("VariantDeleteInput", { description: "Which variant to take away." })
export class VariantDeleteInputType implements DeleteVariantInput {
  @Field(() => ID, { description: "The variant." })
  variantId!: string;

  @Field(() => Int, { nullable: true, description: "The version of the product that the decision was made for." })
  expectedVersion?: number | null;
}

@ObjectType("VariantCreatePayload", { description: "The new variant, or why there is none." })
export class VariantCreatePayload extends ProductPayload {
  @Field(() => ProductVariantType, { nullable: true, description: "The new variant; null when nothing was done." })
  variant!: ProductVariantType | null;
}

@ObjectType("VariantUpdatePayload", { description: "The changed variant, or why it was not changed." })
export class VariantUpdatePayload extends ProductPayload {
  @Field(() => ProductVariantType, {
    nullable: true,
    description: "The variant as it is now; null when nothing was done, but for a CONFLICT.",
  })
  variant!: ProductVariantType | null;
}

@ObjectType("VariantDeletePayload", { description: "The product without the variant, or why it has it still." })
export class VariantDeletePayload extends ProductPayload {
  @Field(() => ID, { nullable: true, description: "The variant that is gone; null when nothing was done." })
  deletedVariantId!: string | null;
}
