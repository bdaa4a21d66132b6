import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type UserId } from "#platform/ids/id.ts";
import { makeProduct } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => void (test = await startTestProducts()));
afterAll(() => test.close());

const aReview = (productId: string, authorId: UserId, comment: string) =>
  test.pool.query(
    `INSERT INTO reviews (id, product_id, author_id, order_line_id, rating, comment, created_at)
     VALUES ($1, $2, $3, $4, 4, $5, now())`,
    [newId("rev", new Date()), productId, authorId, newId("oln", new Date()), comment],
  );

it("keeps what a forgotten person wrote, with its stars, and tells nowhere who wrote it", async () => {
  const [person, other] = [newId("user", new Date()), newId("user", new Date())];
  const product = makeProduct();
  await test.store([product]);
  await aReview(product.id, person, "Good.");
  await aReview(product.id, person, "Better.");
  await aReview(product.id, other, "Best.");
  const erased = { name: "accounts.account-erased.v1", payload: { userId: person } };
  await Promise.all([test.deliver(erased), test.deliver(erased)]);

  const { rows } = await test.pool.query("SELECT * FROM reviews");
  expect(JSON.stringify(rows)).not.toContain(person);
  const { data, errors } = await test.graphql(
    "query ($id: ID!) { product(id: $id) { rating { count } reviews(first: 5) { nodes { rating comment author { id } } } } }",
    { id: product.id },
  );
  expect(errors).toBeUndefined();
  const { rating, reviews } = (data as { product: { rating: object; reviews: { nodes: { comment: string }[] } } })
    .product;
  expect(rating).toEqual({ count: 3 });
  expect(reviews.nodes.sort((left, right) => (left.comment < right.comment ? -1 : 1))).toEqual([
    { rating: 4, comment: "Best.", author: { id: other } },
    { rating: 4, comment: "Better.", author: null },
    { rating: 4, comment: "Good.", author: null },
  ]);
});
