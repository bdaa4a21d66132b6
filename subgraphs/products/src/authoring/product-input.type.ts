import { GraphQLSafeInt } from "graphql-scalars";
import { Field, Float, ID, InputType, Int } from "type-graphql";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum } from "#platform/money/money.type.ts";
import { TaxClassEnum } from "../catalogue/product-details.type.ts";
import type { TaxClass } from "../catalogue/product.ts";
import type { AttributeInput } from "./read-attributes.ts";
import type { MediaInput, OptionInput } from "./read-product-input.ts";
import type { PriceInput } from "./read-variant-input.ts";

@InputType("ProductSeoInput", { description: "What search engines are told. What is left out or null stays." })
export class ProductSeoInputType {
  @Field(() => String, { nullable: true, description: 'At most 255 characters; "" takes it away.' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 500 characters on one line; "" takes it away.' })
  description?: string | null;
}

@InputType("ProductAttributeInput", {
  description: "An attribute and exactly one value, of the type it is defined with.",
})
export class ProductAttributeInputType implements AttributeInput {
  @Field(() => String, { description: "As the main category, or one above it, defines it." })
  key!: string;

  @Field(() => String, {
    nullable: true,
    description: "Of TEXT: at most 500 characters. Of CHOICE: one of the choices.",
  })
  text?: string | null;

  @Field(() => Float, { nullable: true, description: "Of NUMBER." })
  number?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Of BOOLEAN." })
  boolean?: boolean | null;
}

@InputType("ProductOptionInput", { description: "Something to choose, and all there is to choose from." })
export class ProductOptionInputType implements OptionInput {
  @Field(() => String, { description: 'What is chosen, e.g. "Size": at most 100 characters.' })
  name!: string;

  @Field(() => [String], { description: "1 to 100 choices in the order in which they are shown." })
  values!: string[];

  @Field(() => String, {
    nullable: true,
    description: "What it is called until now: variants keep their choices when an option gets another name.",
  })
  formerName?: string | null;
}

@InputType("ProductMediaInput", {
  description:
    "A picture: an uploaded file of one's own, or one that the product has already. Exactly one of `fileId` and `url`.",
})
export class ProductMediaInputType implements MediaInput {
  @Field(() => ID, { nullable: true, description: "A READY file for PRODUCT_MEDIA of one's own, or one that is here." })
  fileId?: string | null;

  @Field(() => String, { nullable: true, description: "The address of a picture that is here and no uploaded file." })
  url?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What it shows, for those who cannot see it, at most 500 characters. As before, or the title, without it.",
  })
  alt?: string | null;
}

@InputType("SelectedOptionInput", { description: "One choice. Case and accents do not matter." })
export class SelectedOptionInputType {
  @Field(() => String, { description: "The name of one of the product's options." })
  name!: string;

  @Field(() => String, { description: "One of that option's values." })
  value!: string;
}

@InputType("ProductPriceInput", { description: "What a variant costs in one currency." })
export class ProductPriceInputType implements PriceInput {
  @Field(() => CurrencyCodeEnum, { description: "The currency of the amounts." })
  currencyCode!: CurrencyCode;

  @Field(() => GraphQLSafeInt, { description: "The price in minor units, from 0 to 100000000000." })
  minorUnits!: number;

  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: "What it cost before, in minor units, more than the price; nothing when it is not on offer.",
  })
  compareAtMinorUnits?: number | null;
}

/** What all inputs about a variant have, besides its SKU. */
@InputType()
export abstract class VariantFieldsInputType {
  @Field(() => [SelectedOptionInputType], {
    nullable: true,
    description: "One value of each option of the product. No two variants have the same.",
  })
  selectedOptions?: SelectedOptionInputType[] | null;

  @Field(() => [ProductPriceInputType], {
    nullable: true,
    description: "At most one for each currency, all there are.",
  })
  prices?: ProductPriceInputType[] | null;

  @Field(() => Int, { nullable: true, description: "What one weighs, packed, in grams; null takes it away." })
  weightGrams?: number | null;

  @Field(() => TaxClassEnum, { nullable: true, description: "How it is taxed; STANDARD at first." })
  taxClass?: TaxClass | null;

  @Field(() => [ProductAttributeInputType], { nullable: true, description: "At most 100, all there are." })
  attributes?: ProductAttributeInputType[] | null;

  @Field(() => ID, {
    nullable: true,
    description: "The file of the product's picture that shows it; null: the product's first one does.",
  })
  imageFileId?: string | null;
}

@InputType("ProductVariantInput", { description: "A variant of a new product." })
export class ProductVariantInputType extends VariantFieldsInputType {
  @Field(() => String, { description: "1 to 100 printable ASCII characters without spaces, unique on the platform." })
  sku!: string;
}

/** What all inputs about a product have, besides its title. */
@InputType()
export abstract class ProductFieldsInputType {
  @Field(() => String, {
    nullable: true,
    description: "Its part of addresses: small letters, digits and hyphens, at most 200. Made from the title at first.",
  })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: "Markdown, at most 20000 characters." })
  description?: string | null;

  @Field(() => ProductSeoInputType, { nullable: true, description: "What search engines are told instead." })
  seo?: ProductSeoInputType | null;

  @Field(() => [String], { nullable: true, description: "At most 250 of 100 characters each, all there are." })
  tags?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "At most 10, the main one first, all there are." })
  categoryIds?: string[] | null;

  @Field(() => [ProductAttributeInputType], {
    nullable: true,
    description: "At most 100, all there are, as the main category and those above it define them.",
  })
  attributes?: ProductAttributeInputType[] | null;

  @Field(() => [ProductOptionInputType], {
    nullable: true,
    description:
      "At most 3, all there are. Variants get the first value of an option that is new, and lose their choice of one that goes.",
  })
  options?: ProductOptionInputType[] | null;

  @Field(() => [ProductMediaInputType], {
    nullable: true,
    description: "At most 50, the main one first, all there are.",
  })
  media?: ProductMediaInputType[] | null;
}
