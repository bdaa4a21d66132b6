import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { readPageArguments } from "#platform/database/page.ts";
import { toConnection } from "#platform/graphql/connection.type.ts";
import { isShopMember, viewerUserId } from "#platform/identity/viewer.ts";
import { NESTED_PAGE } from "../catalogue/listing.type.ts";
import { withCount } from "../catalogue/product-connection.type.ts";
import type { Product } from "../catalogue/product.ts";
import { ProductType } from "../catalogue/product.type.ts";
import { ShopType } from "../catalogue/shop.type.ts";
import type { ProductsContext } from "../context.ts";
import { readRatings } from "./read-review-filter.ts";
import type { ReviewFilter, ReviewParent } from "./review-reads.repository.ts";
import { type Rating, type Review, REVIEW_CURSOR_LENGTH, toReviewCursor } from "./review.ts";
import {
  OrderLineType,
  RatingBarType,
  RatingType,
  ReviewConnectionType,
  ReviewsOfArgs,
  ReviewType,
  UserType,
} from "./review.type.ts";

@Resolver(() => RatingType)
export class RatingResolver {
  @FieldResolver(() => [RatingBarType], {
    description: "How many gave five stars, four, and so on to one: always five bars.",
  })
  histogram(@Root() { stars }: Rating): RatingBarType[] {
    return stars.map((count, index) => ({ stars: index + 1, count })).reverse();
  }
}

@Resolver(() => ProductType)
export class ProductReviewsResolver {
  @FieldResolver(() => RatingType, { description: "What its buyers think, in figures." })
  rating(@Root() product: Product, @Ctx() { loaders }: ProductsContext): Promise<RatingType> {
    return loaders.ratingByProductId.load(product.id);
  }

  @FieldResolver(() => ReviewConnectionType, { description: "What its buyers think, in words." })
  async reviews(
    @Root() { id }: Product,
    @Args(() => ReviewsOfArgs) args: ReviewsOfArgs,
    @Ctx() { loaders }: ProductsContext,
  ) {
    const { connection, ratings } = await findReviewsOf(loaders, "product", id, args, { status: "PUBLISHED" });
    return withCount(connection, async () => {
      const { stars } = await loaders.ratingByProductId.load(id);
      return stars.reduce((total, count, index) => total + (ratings?.includes(index + 1) === false ? 0 : count), 0);
    });
  }
}

@Resolver(() => ShopType)
export class ShopRatingResolver {
  @FieldResolver(() => RatingType, {
    nullable: true,
    description: "What buyers think of everything that it sells, in figures.",
  })
  rating(@Root() { id }: ShopType, @Ctx() { loaders }: ProductsContext): Promise<RatingType> {
    return loaders.ratingByShopId.load(id);
  }
}

@Resolver(() => UserType)
export class UserReviewsResolver {
  @FieldResolver(() => ReviewConnectionType, {
    nullable: true,
    description: "What the person wrote about what they bought. Hidden ones only for themselves.",
  })
  async reviews(
    @Root() { id }: UserType,
    @Args(() => ReviewsOfArgs) args: ReviewsOfArgs,
    @Ctx() { loaders, viewer, reviews }: ProductsContext,
  ) {
    const visible: ReviewFilter = viewerUserId(viewer) === id ? {} : { status: "PUBLISHED" };
    const { connection, ratings } = await findReviewsOf(loaders, "author", id, args, visible);
    const filter = { ...visible, authorId: id, ...(ratings === undefined ? {} : { ratings }) };
    return withCount(connection, () => reviews.count(filter));
  }
}

@Resolver(() => OrderLineType)
export class OrderLineReviewResolver {
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether the viewer can review what they bought: the order is paid, and they have not yet. Null unless they bought it.",
  })
  async canReview(@Root() { id }: OrderLineType, @Ctx() { loaders, viewer }: ProductsContext): Promise<boolean | null> {
    const line = await loaders.reviewableLineById.load(id);
    return line && line.review === null && !isShopMember(viewer, line.right.shopId);
  }

  @FieldResolver(() => ReviewType, {
    nullable: true,
    description: "What the viewer wrote about what they bought; null until they do, and for anyone else.",
  })
  async review(@Root() { id }: OrderLineType, @Ctx() { loaders }: ProductsContext): Promise<Review | null> {
    return (await loaders.reviewableLineById.load(id))?.review ?? null;
  }
}

async function findReviewsOf(
  loaders: Pick<ProductsContext["loaders"], "reviewPage">,
  parent: ReviewParent,
  parentId: string,
  args: ReviewsOfArgs,
  visible: ReviewFilter,
) {
  const page = readPageArguments(args, { ...NESTED_PAGE, cursorLength: REVIEW_CURSOR_LENGTH });
  const filter = { ...visible, ...readRatings(args.ratings) };
  const query = { filter, sort: args.sort ?? "NEWEST" };
  const found = await loaders.reviewPage.load({ parentId, parent, query, page });
  return { connection: toConnection(found, toReviewCursor, (review) => review), ratings: filter.ratings };
}
