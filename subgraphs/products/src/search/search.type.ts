import { ArgsType, Field, Float, Int, ObjectType } from "type-graphql";
import { ConnectionArgs, PageInfoType } from "#platform/graphql/connection.type.ts";
import { MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import type { Category } from "../catalogue/category.ts";
import { CategoryType } from "../catalogue/category.type.ts";
import { ProductFilter, ProductSortEnum } from "../catalogue/listing.type.ts";
import type { ListingSort } from "../catalogue/product-listing.ts";
import { ProductType } from "../catalogue/product.type.ts";
import { ShopType } from "../catalogue/shop.type.ts";
import type { Facets } from "./facets.ts";

@ArgsType()
export class SearchArgs extends ConnectionArgs {
  @Field(() => String, {
    nullable: true,
    description:
      "Words, or their beginnings, that must all occur in title, categories, tags, choices, attributes, SKUs or description. Operators mean nothing. At most 200 characters. Without it, everything that fits the filter.",
  })
  query?: string | null;

  @Field(() => ProductFilter, { nullable: true, description: "Which products. Its `query` must not be given here." })
  filter?: ProductFilter | null;

  @Field(() => ProductSortEnum, {
    nullable: true,
    description: "What to order by. Without it: RELEVANCE when there is a query, else NEWEST.",
  })
  sort?: ListingSort | null;

  @Field(() => Boolean, { nullable: true, description: "Turns the order round." })
  reverse?: boolean | null;
}

@ObjectType("HighlightPart", { description: "A piece of a text, as plain text and not as HTML." })
export class HighlightPartType {
  @Field(() => String, { description: "The piece." })
  text!: string;

  @Field(() => Boolean, { description: "Whether it is one of the words searched for." })
  isMatch!: boolean;
}

@ObjectType("SearchHighlight", { description: "Where a product has what was searched for." })
export class SearchHighlightType {
  @Field(() => String, { description: "The field of the product: `title` or `description`." })
  field!: string;

  @Field(() => [HighlightPartType], {
    description: "The title, or the part of the description around the first match, in parts that follow each other.",
  })
  parts!: HighlightPartType[];
}

@ObjectType("SearchEdge", { description: "One product that was found." })
export class SearchEdgeType {
  @Field(() => String, { description: "Where this one stands in the list, for `after` and `before`." })
  cursor!: string;

  @Field(() => ProductType, { description: "The product." })
  node!: ProductType;

  @Field(() => Float, {
    nullable: true,
    description: "How well it fits, comparable within one search only; null in any other order than RELEVANCE.",
  })
  score!: number | null;

  @Field(() => [SearchHighlightType], { description: "Where it has the words; empty when that is in neither field." })
  highlights!: SearchHighlightType[];
}

@ObjectType("CategoryFacetValue", { description: "A category that some of the products are in." })
export class CategoryFacetValueType {
  @Field(() => CategoryType, { description: "The category." })
  category!: CategoryType;

  @Field(() => Int, { description: "How many products are in it or below it." })
  count!: number;
}

@ObjectType("ShopFacetValue", { description: "A shop that sells some of the products." })
export class ShopFacetValueType {
  @Field(() => ShopType, { nullable: true, description: "The shop." })
  shop!: ShopType | null;

  @Field(() => Int, { description: "How many products it sells." })
  count!: number;
}

@ObjectType("PriceFacetValue", { description: "A range that the lowest prices of some of the products lie in." })
export class PriceFacetValueType {
  @Field(() => MoneyType, { description: "From, included." })
  min!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: "To, included; null for the range without end." })
  max!: MoneyType | null;

  @Field(() => Int, { description: "How many products cost that much." })
  count!: number;
}

@ObjectType("RatingFacetValue", { description: "An average rating that some of the products reach." })
export class RatingFacetValueType {
  @Field(() => Int, { description: "At least so many stars, 1 to 5: for `filter.minRating`." })
  min!: number;

  @Field(() => Int, { description: "How many products are rated so or better." })
  count!: number;
}

@ObjectType("StockFacetValue", { description: "Whether some of the products can be bought now." })
export class StockFacetValueType {
  @Field(() => Boolean, { description: "For `filter.inStock`." })
  value!: boolean;

  @Field(() => Int, { description: "How many products." })
  count!: number;
}

@ObjectType("FacetValue", {
  description: "A choice that some of the products offer, or what they say about an attribute.",
})
export class FacetValueType {
  @Field(() => String, { description: "As it is written where it was first met." })
  value!: string;

  @Field(() => Int, { description: "How many products." })
  count!: number;
}

@ObjectType("OptionFacet", { description: "An option that some of the products have." })
export class OptionFacetType {
  @Field(() => String, { description: "For `filter.options`." })
  name!: string;

  @Field(() => [FacetValueType], { description: "The most frequent choices, 50 at most." })
  values!: FacetValueType[];
}

@ObjectType("AttributeFacet", { description: "An attribute that some of the products have." })
export class AttributeFacetType {
  @Field(() => String, { description: "For `filter.attributes`." })
  key!: string;

  @Field(() => String, { description: "What people call it." })
  name!: string;

  @Field(() => [FacetValueType], { description: "The most frequent values, 50 at most." })
  values!: FacetValueType[];
}

@ObjectType("SearchFacets", {
  description: "What the result can be narrowed by. The counts of each facet respect all filters but its own.",
})
export class SearchFacetsType {
  @Field(() => Boolean, {
    description: "Whether all was counted: false when there are 1,000 matches or more, of which 1,000 were.",
  })
  isExact!: boolean;

  @Field(() => [CategoryFacetValueType], { description: "Categories, 50 at most." })
  categories!: CategoryFacetValueType[];

  @Field(() => [ShopFacetValueType], { description: "Shops, 50 at most." })
  shops!: ShopFacetValueType[];

  @Field(() => [PriceFacetValueType], { description: "Price ranges in `filter.price.currencyCode`, from low to high." })
  prices!: PriceFacetValueType[];

  @Field(() => [RatingFacetValueType], { description: "Ratings, the best first." })
  ratings!: RatingFacetValueType[];

  @Field(() => [StockFacetValueType], { description: "What can be bought now, and what cannot." })
  inStock!: StockFacetValueType[];

  @Field(() => [OptionFacetType], { description: "Options, 20 at most." })
  options!: OptionFacetType[];

  @Field(() => [AttributeFacetType], { description: "Attributes that shoppers can filter by, 20 at most." })
  attributes!: AttributeFacetType[];
}

/** `categories` are those of the facets that are still there. */
export const toSearchFacetsType = (facets: Facets, categories: ReadonlyMap<string, Category>) => ({
  ...facets,
  categories: facets.categories.flatMap(({ id, count }) => {
    const category = categories.get(id);
    return category ? [{ category, count }] : [];
  }),
  shops: facets.shops.map(({ id, count }) => ({ shop: { id }, count })),
  prices: facets.prices.map(({ min, max, count }) => ({ min: toMoneyType(min), max: max && toMoneyType(max), count })),
});

@ObjectType("SearchConnection", { description: "A page of what was found, and what it can be narrowed by." })
export class SearchConnectionType {
  @Field(() => [SearchEdgeType], { description: "The page, with cursor, score and highlights for each." })
  edges!: SearchEdgeType[];

  @Field(() => [ProductType], { description: "The page without them." })
  nodes!: ProductType[];

  @Field(() => PageInfoType, { description: "Where the page stands in the list." })
  pageInfo!: PageInfoType;

  @Field(() => Int, {
    nullable: true,
    description: "How many there are; null when there are 1,000 or more. Counted only when asked for, with the facets.",
  })
  totalCount!: number | null;

  @Field(() => SearchFacetsType, { description: "Counted only when asked for." })
  facets!: SearchFacetsType;

  @Field(() => String, {
    nullable: true,
    description: "What was searched for instead, when nothing has the words that were typed; else null.",
  })
  correctedQuery!: string | null;
}

@ObjectType("ProductSuggestion", { description: "A product that may be meant." })
export class ProductSuggestionType {
  @Field(() => String, { description: "Its id." })
  id!: string;

  @Field(() => String, { description: "Its handle." })
  handle!: string;

  @Field(() => String, { description: "Its title." })
  title!: string;
}

@ObjectType("SearchSuggestions", { description: "What someone who is still typing may mean." })
export class SearchSuggestionsType {
  @Field(() => [String], { description: "What was typed with its last word completed, the most frequent first." })
  terms!: string[];

  @Field(() => [ProductSuggestionType], { description: "Products, those with the words in the title first." })
  products!: ProductSuggestionType[];

  @Field(() => [CategoryType], { description: "Categories whose name has the words." })
  categories!: CategoryType[];
}
