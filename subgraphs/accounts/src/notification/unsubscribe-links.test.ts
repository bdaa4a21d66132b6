import { expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createUnsubscribeLinks } from "./unsubscribe-links.ts";

const publicUrl = "https://graph.example.test";
const links = createUnsubscribeLinks({ secret: "a secret of thirty-two characters", publicUrl });
const userId = newId("user", new Date());
const url = links.urlFor(userId, "STOCK_ALERTS");
const token = new URL(url).searchParams.get("token")!;

it("leads to the graph's own address and reads as what it was made for", () => {
  expect(url.startsWith(`${publicUrl}/mail/unsubscribe?token=`)).toBe(true);
  expect(url).toMatch(/^[\x21-\x7e]+$/); // stands in a header as it is
  expect(links.read(token)).toEqual({ userId, category: "STOCK_ALERTS" });
});

it("is made anew the same, and by nobody without the secret", () => {
  expect(links.urlFor(userId, "STOCK_ALERTS")).toBe(url);
  const other = createUnsubscribeLinks({ secret: "another secret of 32 characters !", publicUrl });
  expect(other.read(token)).toBeNull();
});

it.each([
  ["another person's", token.replace(userId, newId("user", new Date()))],
  ["about another category", token.replace("STOCK_ALERTS", "TRANSACTIONAL")],
  ["cut off", token.slice(0, -1)],
  ["longer", `${token}A`],
  ["with more behind", `${token}.x`],
  ["without a signature", token.replace(/\.[^.]*$/, "")],
  ["with an empty signature", token.replace(/[^.]*$/, "")],
  ["empty", ""],
  ["something else", "\u0000.\u0000.\u0000"],
])("reads no token that is %s", (_, forged) => {
  expect(links.read(forged)).toBeNull();
});

it("reads none about mails that cannot be ended, even when it is signed", () => {
  const signed = new URL(links.urlFor(userId, "TRANSACTIONAL")).searchParams.get("token")!;
  expect(links.read(signed)).toBeNull();
});
