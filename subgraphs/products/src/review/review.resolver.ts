import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { readPageArguments, toPage } from "#platform/database/page.ts";
import { Access, everyone } from "#platform/graphql/access.ts";
import { toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import { TOP_PAGE } from "../catalogue/listing.type.ts";
import { withCount } from "../catalogue/product-connection.type.ts";
import type { Product } from "../catalogue/product.ts";
import { ProductType } from "../catalogue/product.type.ts";
import type { ProductsContext } from "../context.ts";
import type { StoredFile } from "../files/file.ts";
import { FileType } from "../files/file.type.ts";
import { readReviewFilter } from "./read-review-filter.ts";
import type { ReportCount } from "./review-reads.repository.ts";
import { maySee, type Review, REVIEW_CURSOR_LENGTH, toReviewCursor } from "./review.ts";
import {
  ReviewConnectionType,
  ReviewReplyType,
  ReviewReportCountType,
  ReviewsArgs,
  ReviewType,
  UserType,
} from "./review.type.ts";
import { toReader } from "./reviewer.policy.ts";

@Resolver(() => ReviewType)
export class ReviewResolver {
  @Access(everyone("hidden ones only for their author and scope `review:moderate`"))
  @Query(() => ReviewType, { nullable: true, description: "One review; null when it is not there." })
  review(
    @Arg("id", () => ID, { description: "Which review." }) given: string,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<Review | null> | null {
    const id = parseId("rev", given);
    return id && loaders.reviewById.load(id);
  }

  @Access(everyone("hidden ones only in one's own list; `status` and `reported` for scope `review:moderate`"))
  @Query(() => ReviewConnectionType, { nullable: true, description: "Reviews, filtered and ordered." })
  async reviews(@Args(() => ReviewsArgs) args: ReviewsArgs, @Ctx() { viewer, reviews }: ProductsContext) {
    const request = readPageArguments(args, { ...TOP_PAGE, cursorLength: REVIEW_CURSOR_LENGTH });
    const filter = readReviewFilter(args.filter ?? {}, viewer);
    const rows = filter === null ? [] : await reviews.findPage({ filter, sort: args.sort ?? "NEWEST" }, request);
    const connection = toConnection(toPage(rows, request), toReviewCursor, (review) => review);
    return withCount(connection, async () => (filter === null ? 0 : reviews.count(filter)));
  }

  @FieldResolver(() => UserType, { nullable: true, description: "Who wrote it; null when they have left." })
  author(@Root() { authorId }: Review): UserType | null {
    return authorId === null ? null : { id: authorId };
  }

  @FieldResolver(() => ProductType, { nullable: true, description: "What it is about; null when it is not on sale." })
  product(@Root() { productId }: Review, @Ctx() { loaders }: ProductsContext): Promise<Product | null> {
    return loaders.productById.load(productId);
  }

  @FieldResolver(() => Boolean, {
    description: "Whether its author paid for what it is about. Nobody else can write one.",
  })
  isVerified(): boolean {
    return true;
  }

  @FieldResolver(() => [FileType], { description: "Pictures by its author, at most five." })
  async images(@Root() { imageFileIds }: Review, @Ctx() { loaders }: ProductsContext): Promise<StoredFile[]> {
    const found = await Promise.all(imageFileIds.map((id) => loaders.fileById.load(id)));
    return found.filter((file) => file !== null);
  }

  @FieldResolver(() => ReviewReplyType, {
    nullable: true,
    description: "What the shop answers; null when it does not.",
  })
  reply(@Root() { reply, shopId }: Review): ReviewReplyType | null {
    return reply && { ...reply, shop: { id: shopId } };
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "Why moderators decided as they did. For its author and scope `review:moderate`; null for others.",
  })
  moderationReason(@Root() review: Review, @Ctx() { viewer }: ProductsContext): string | null {
    return maySee({ ...review, status: "HIDDEN" }, toReader(viewer)) ? review.moderationReason : null;
  }

  @FieldResolver(() => [ReviewReportCountType], {
    nullable: true,
    description: "What people reported and nobody has decided on yet. For scope `review:moderate`; null for others.",
  })
  reports(@Root() { id }: Review, @Ctx() { viewer, loaders }: ProductsContext): Promise<readonly ReportCount[]> | null {
    return toReader(viewer).isModerator ? loaders.reportsByReviewId.load(id) : null;
  }
}
