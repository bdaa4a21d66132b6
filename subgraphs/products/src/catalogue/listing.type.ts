import { GraphQLSafeInt } from "graphql-scalars";
import { ArgsType, Field, Float, ID, InputType, registerEnumType } from "type-graphql";
import { ConnectionArgs } from "#platform/graphql/connection.type.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum } from "#platform/money/money.type.ts";
import type { ListingSort } from "./product-listing.ts";
import type { ListingRequest } from "./read-listing-query.ts";

/** Page sizes: of a list at the top, of one inside another, and of either when none is asked for. */
export const TOP_PAGE = { max: 100, default: 20 };
export const NESTED_PAGE = { max: 50, default: 20 };

export const ProductSortEnum: { [Sort in ListingSort]: Sort } = {
  NEWEST: "NEWEST",
  PRICE: "PRICE",
  NAME: "NAME",
  BEST_SELLING: "BEST_SELLING",
  RATING: "RATING",
  RELEVANCE: "RELEVANCE",
};
registerEnumType(ProductSortEnum, {
  name: "ProductSort",
  description: "What a list of products is ordered by.",
  valuesConfig: {
    NEWEST: { description: "By when they were added, the latest first." },
    PRICE: {
      description:
        "By their lowest price in EUR, the cheapest first; those without one stand at the end. By `filter.price.currencyCode` where it is given.",
    },
    NAME: { description: "By title, from A to Z." },
    BEST_SELLING: { description: "By units sold, the most first." },
    RATING: { description: "By the average of their ratings, the best first, and among equals the most often rated." },
    RELEVANCE: {
      description:
        "By how well they fit the words searched for, which must be given, the best first. Of more than 1,000 matches, the list has 1,000, those with all words in the title before others.",
    },
  },
});

@InputType("ProductPriceFilter", { description: "Bounds of a product's lowest price, both included." })
export class ProductPriceFilter {
  @Field(() => GraphQLSafeInt, { nullable: true, description: "At least so much, in minor units of the currency." })
  min?: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: "At most so much, in minor units of the currency." })
  max?: number | null;

  @Field(() => CurrencyCodeEnum, {
    nullable: true,
    description: "The shopper's currency: only products that are sold in it, also without bounds. EUR when not given.",
  })
  currencyCode?: CurrencyCode | null;
}

@InputType("ProductAttributeFilter", { description: "What the product, or a variant of it, says about an attribute." })
export class ProductAttributeFilter {
  @Field(() => String, { description: "The attribute's key, as its category defines it." })
  key!: string;

  @Field(() => String, {
    description: "The value, a number or `true` and `false` as text. Case and accents do not matter.",
  })
  value!: string;
}

@InputType("ProductOptionFilter", { description: "A choice that some variant of the product must offer." })
export class ProductOptionFilter {
  @Field(() => String, { description: 'What is chosen, e.g. "Size". Case and accents do not matter.' })
  name!: string;

  @Field(() => String, { description: 'The choice, e.g. "M". Case and accents do not matter.' })
  value!: string;
}

@InputType("ProductFilter", { description: "Which products a list has: those that fit everything given." })
export class ProductFilter {
  @Field(() => String, {
    nullable: true,
    description: "Words, or their beginnings, that must all occur in title, categories, choices, SKUs or description.",
  })
  query?: string | null;

  @Field(() => ID, { nullable: true, description: "Only products of this category and those below it." })
  category?: string | null;

  @Field(() => ID, { nullable: true, description: "Only products of this shop." })
  shop?: string | null;

  @Field(() => ProductPriceFilter, { nullable: true, description: "Only products whose lowest price lies within." })
  price?: ProductPriceFilter | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Only products that can be bought now; with false, only the others.",
  })
  inStock?: boolean | null;

  @Field(() => [ProductOptionFilter], {
    nullable: true,
    description:
      "Choices that are offered. Values of one option are alternatives; different options must all be there.",
  })
  options?: ProductOptionFilter[] | null;

  @Field(() => [ProductAttributeFilter], {
    nullable: true,
    description: "Attributes that shoppers can filter by. Values of one are alternatives; different ones must all fit.",
  })
  attributes?: ProductAttributeFilter[] | null;

  @Field(() => [String], { nullable: true, description: "Only products with all these tags." })
  tags?: string[] | null;

  @Field(() => Float, {
    nullable: true,
    description: "Only products with ratings whose average is at least this, 0 to 5.",
  })
  minRating?: number | null;
}

/** Arguments of a list of products that hangs on a shop or a category. */
@ArgsType()
export class ProductsOfArgs extends ConnectionArgs {
  @Field(() => ProductSortEnum, { nullable: true, description: "What to order by: NEWEST when nothing is given." })
  sort?: ListingSort | null;

  @Field(() => Boolean, { nullable: true, description: "Turns the order round." })
  reverse?: boolean | null;
}

/** Arguments of `Query.products`. */
@ArgsType()
export class ProductsArgs extends ConnectionArgs implements ListingRequest {
  @Field(() => ProductFilter, { nullable: true, description: "Which products." })
  filter?: ProductFilter | null;

  @Field(() => ProductSortEnum, {
    nullable: true,
    description: "What to order by. Without it: RELEVANCE when there is a query, else NEWEST.",
  })
  sort?: ListingSort | null;

  @Field(() => Boolean, { nullable: true, description: "Turns the order round." })
  reverse?: boolean | null;
}
