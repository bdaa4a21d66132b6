import { expect, it } from "vitest";
import { isOnRoute } from "./public-route.ts";

const single = { path: "/webhooks/stripe", methods: ["POST"] } as const;
const tree = { path: "/mail/preview", methods: ["GET"], withPathsBelow: true } as const;

it("is its own path and no other", () => {
  expect(isOnRoute(single, "/webhooks/stripe")).toBe(true);
  for (const path of ["/webhooks/stripe/", "/webhooks/stripe/a", "/webhooks", "/webhooks/stripes", "/"]) {
    expect(isOnRoute(single, path)).toBe(false);
  }
});

it("has the paths below it when it says so", () => {
  for (const path of ["/mail/preview", "/mail/preview/order-paid", "/mail/preview/order-paid.txt"]) {
    expect(isOnRoute(tree, path)).toBe(true);
  }
  expect(isOnRoute(tree, "/mail/previews")).toBe(false);
});

it.each(["..", ".", "%2e%2e", "a/..", "..%2f..", "\\..\\..", "a//b", "", "a%00"])(
  "does not lead to another address by %j",
  (below) => {
    expect(isOnRoute(tree, `/mail/preview/${below}`)).toBe(false);
    expect(isOnRoute(tree, `/mail/preview/${below}/graphql`)).toBe(false);
  },
);
