import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { MoneyType } from "#platform/money/money.type.ts";
import { ProductSeoType, ProductStatusEnum, TaxClassEnum } from "./product-details.type.ts";
import type {
  Product,
  ProductMedia,
  ProductOption,
  ProductStatus,
  SelectedOption,
  TaxClass,
  Variant,
} from "./product.ts";

@ObjectType("ProductOption", { description: "Something to choose, such as a size." })
export class ProductOptionType implements ProductOption {
  @Field(() => String, { description: 'What is chosen, e.g. "Size".' })
  name!: string;

  @Field(() => [String], { description: "The choices, in the order in which they are shown." })
  values!: string[];
}

@ObjectType("SelectedOption", { description: "One choice that makes a variant what it is." })
export class SelectedOptionType implements SelectedOption {
  @Field(() => String, { description: 'What is chosen, e.g. "Size".' })
  name!: string;

  @Field(() => String, { description: 'The choice, e.g. "M".' })
  value!: string;
}

@ObjectType("ProductMedia", { description: "A picture of a product." })
export class ProductMediaType implements Omit<ProductMedia, "fileId"> {
  @Field(() => String, { description: "Where the picture is. It may be a data: URL." })
  url!: string;

  @Field(() => String, { description: "What the picture shows, for those who cannot see it." })
  alt!: string;

  @Field(() => Int, { description: "Width in pixels." })
  width!: number;

  @Field(() => Int, { description: "Height in pixels." })
  height!: number;
}

@ObjectType("PriceRange", { description: "The lowest and the highest price among the variants of a product." })
export class PriceRangeType {
  @Field(() => MoneyType, { description: "The lowest price." })
  min!: MoneyType;

  @Field(() => MoneyType, { description: "The highest price; the same as the lowest when all cost the same." })
  max!: MoneyType;
}

@ObjectType("Product", {
  description:
    "Something a shop sells, in one or more variants. Drafts and archived ones are shown to members of its shop alone.",
})
@Directive('@key(fields: "id")')
export class ProductType {
  @Field(() => ID, { description: "Begins with `prod_`." })
  id!: string;

  @Field(() => String, { description: "Part of the product's address, unique among all products." })
  handle!: string;

  @Field(() => String, { description: "Its name." })
  title!: string;

  @Field(() => String, { description: "What it is, in Markdown." })
  description!: string;

  @Field(() => [ProductOptionType], { description: "What there is to choose; empty when there is one variant only." })
  options!: ProductOptionType[];

  @Field(() => [ProductMediaType], { description: "Its pictures, the main one first." })
  media!: ProductMediaType[];

  @Field(() => ProductStatusEnum, { description: "How far it has come. Shoppers meet ACTIVE ones only." })
  status!: ProductStatus;

  @Field(() => [String], { description: "Free words that it is found by." })
  tags!: string[];

  @Field(() => ProductSeoType, { description: "What search engines are told." })
  seo!: ProductSeoType;

  @Field(() => DateTimeScalar, { description: "When it was added to the catalogue." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "When `version` last changed." })
  updatedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it first went on sale; null until then." })
  publishedAt!: Date | null;

  @Field(() => Int, { description: "1 at first, one more with each change. Stock does not count." })
  version!: number;
}

@ObjectType("ProductVariant", { description: "What is put into a cart: one choice of each option of a product." })
@Directive('@key(fields: "id")')
export class ProductVariantType {
  @Field(() => ID, { description: "Begins with `var_`." })
  id!: string;

  @Field(() => String, { description: "Stock keeping unit, unique among all variants." })
  sku!: string;

  @Field(() => String, { description: "The choices in words, without the product's name." })
  title!: string;

  @Field(() => [SelectedOptionType], { description: "One choice of each option of the product." })
  selectedOptions!: SelectedOptionType[];

  @Field(() => Int, { nullable: true, description: "What one weighs, packed, in grams; null when nobody has said." })
  weightGrams!: number | null;

  @Field(() => TaxClassEnum, { description: "How it is taxed." })
  taxClass!: TaxClass;
}

/** The document is the parent that the fields of Product are read from. */
export const toProductNode = (product: Product): ProductType => product as Product & ProductType;

export const ProductConnectionType = createConnectionType("Product", ProductType);
export const ProductVariantConnectionType = createConnectionType("ProductVariant", ProductVariantType);

/** The variant as resolvers meet it: with the product it belongs to. */
export interface VariantNode extends ProductVariantType {
  readonly variant: Variant;
  readonly product: Product;
}

export const toVariantNode = (product: Product, variant: Variant): VariantNode => ({
  id: variant.id,
  sku: variant.sku,
  title: variant.title,
  selectedOptions: [...variant.selectedOptions],
  weightGrams: variant.weightGrams,
  taxClass: variant.taxClass,
  variant,
  product,
});
