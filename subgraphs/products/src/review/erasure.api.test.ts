import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import { makeProduct } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { storeFile } from "../testing/store-file.ts";
import { storeReview } from "../testing/store-review.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => void (test = await startTestProducts()));
afterAll(() => test.close());

const openReportsOf = async (id: string) =>
  (await test.pool.query<{ open_reports: number }>("SELECT open_reports FROM reviews WHERE id = $1", [id])).rows[0]!
    .open_reports;

it("keeps what a forgotten person wrote, with its stars, and tells nowhere who wrote it", async () => {
  const [person, other] = [newId("user", new Date()), newId("user", new Date())];
  const product = makeProduct();
  await test.store([product]);
  const imageFileIds = [await storeFile(test.pool, { ownerId: person, status: "ATTACHED", purpose: "REVIEW_IMAGE" })];
  await storeReview(test.database, product, { authorId: person, comment: "Good.", imageFileIds });
  await storeReview(test.database, product, { authorId: person, comment: "Better." });
  const best = await storeReview(test.database, product, { authorId: other, comment: "Best." });
  await test.database.transaction(({ reviews }) =>
    reviews.addReport({ reviewId: best.id, userId: person, reason: "SPAM", at: new Date() }),
  );
  const erased = { name: "accounts.account-erased.v1", payload: { userId: person } };
  await Promise.all([test.deliver(erased), test.deliver(erased)]);

  for (const table of ["reviews", "review_rights", "review_reports", "files"]) {
    const { rows } = await test.pool.query(`SELECT * FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain(table === "files" ? "me.png" : person);
  }
  expect(await openReportsOf(best.id)).toBe(0);
  const { data, errors } = await test.graphql(
    "query ($id: ID!) { product(id: $id) { rating { count } reviews(first: 5) { nodes { rating comment author { id } images { id } } } } }",
    { id: product.id },
  );
  expect(errors).toBeUndefined();
  const { rating, reviews } = (data as { product: { rating: object; reviews: { nodes: { comment: string }[] } } })
    .product;
  expect(rating).toEqual({ count: 3 });
  expect(reviews.nodes.sort((left, right) => (left.comment < right.comment ? -1 : 1))).toEqual([
    { rating: 4, comment: "Best.", author: { id: other }, images: [] },
    { rating: 4, comment: "Better.", author: null, images: [] },
    { rating: 4, comment: "Good.", author: null, images: [] },
  ]);
});

it("gives the erased no right for an order whose event comes after they are gone", async () => {
  const person = newId("user", new Date());
  await test.deliver({ name: "accounts.account-erased.v1", payload: { userId: person } });
  const { id: productId, shopId, variants } = makeProduct();
  const line = { variantId: variants[0]!.id, title: "A", variantTitle: "B", quantity: 1, totalMinor: "1" };
  await test.deliver({
    name: OrderPaid.name,
    payload: {
      orderId: newId("ord", new Date()),
      ...{ number: "1", cartId: "cart_1", customerId: person, email: "a@b.test", accessKey: "k", fullName: "A" },
      lines: [{ ...line, lineId: newId("oln", new Date()), productId, shopId }],
      ...{ totalMinor: "1", currency: "EUR", paidAt: new Date().toISOString() },
    },
  });
  const { rows } = await test.pool.query("SELECT 1 FROM review_rights WHERE user_id = $1", [person]);
  expect(rows).toEqual([]);
});
