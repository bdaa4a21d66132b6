import type { ShopId, VariantId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import type { Product } from "../../../subgraphs/products/src/catalogue/product.ts";
import type { Review } from "../../../subgraphs/products/src/review/review.ts";
import { fixedId, fixedRandom } from "./fixed-random.ts";

/** What people write, by the stars that they give. */
const TEXTS: Record<number, readonly (readonly [title: string, comment: string])[]> = {
  5: [
    ["Exactly what I hoped for", "Well made, quick to arrive, and it looks better than in the pictures."],
    ["Would buy again", "I have had it for two months now and use it every day."],
    ["A lovely present", "My sister was delighted. It came nicely packed, too."],
  ],
  4: [
    ["Very good", "Does what it says. One star less, because it took a week to arrive."],
    ["Nearly perfect", "I like it a lot. The colour is a little darker than on my screen."],
  ],
  3: [["It is all right", "Good enough for the price, but I had expected a little more."]],
  2: [["Not for me", "Smaller than I thought. Read the measures before you order."]],
  1: [["Arrived broken", "I sent it back and had my money returned within a few days."]],
};

/** The part of products that somebody has reviewed. */
const REVIEWED = 0.1;

/**
 * Reviews of one product in ten, whoever sells it: the same on every machine. Whoever wrote them has left, so that they name no account and no order
 * that is not there.
 */
export function makeDemoReviews(product: Product): Review[] {
  const random = fixedRandom(`reviews ${product.id}`);
  if (random() >= REVIEWED) return [];
  return Array.from({ length: 1 + Math.floor(random() * 4) }, (_, number): Review => {
    const luck = random();
    const rating = luck < 0.5 ? 5 : luck < 0.8 ? 4 : luck < 0.9 ? 3 : luck < 0.96 ? 2 : 1;
    const texts = TEXTS[rating]!;
    const [title, comment] = texts[Math.floor(random() * texts.length)]!;
    const writtenAt = plusMs(product.createdAt, days(1 + number * 3));
    return {
      id: fixedId("rev", `${product.id} ${number}`),
      orderLineId: fixedId("oln", `${product.id} ${number}`),
      ...{ productId: product.id, variantId: product.variants[0]!.id as VariantId, shopId: product.shopId as ShopId },
      ...{ authorId: null, status: "PUBLISHED", moderationReason: null },
      ...{ rating, title, comment, imageFileIds: [] },
      reply:
        rating > 2
          ? null
          : { text: "We are sorry. Write to us, and we make it good.", repliedAt: plusMs(writtenAt, days(1)) },
      ...{ version: 1, createdAt: writtenAt, updatedAt: writtenAt },
    };
  });
}
