import { describe, expect, it } from "vitest";
import type { Scope } from "#platform/identity/scope.ts";
import type { Grants, ShopRole } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { reduceGrants } from "./api-key.ts";
import { readApiKeyInput } from "./read-api-key-input.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const shopId = newId("shop", NOW);
const owner = (scopes: Scope[], role?: ShopRole): Grants => ({
  scopes,
  memberships: role ? [{ shopId, roles: [role] }] : [],
});

describe("what a key may do", () => {
  it("is the part of the staff's scopes that its owner holds now", () => {
    const scopes: Scope[] = ["order:read", "order:refund", "account:read"];
    expect(reduceGrants(scopes, owner(["order:read", "user:read"])).scopes).toEqual(["order:read", "account:read"]);
    expect(reduceGrants(scopes, owner([])).scopes).toEqual(["account:read"]);
  });

  it.each<[Scope, ShopRole, ShopRole[]]>([
    ["shop:manage", "OWNER", ["OWNER"]],
    ["shop:manage", "CATALOG", []],
    ["shop:manage", "FULFILLMENT", []],
    ["shop:catalog", "OWNER", ["CATALOG"]],
    ["shop:catalog", "CATALOG", ["CATALOG"]],
    ["shop:catalog", "FULFILLMENT", []],
    ["shop:fulfillment", "OWNER", ["FULFILLMENT"]],
    ["shop:fulfillment", "CATALOG", []],
    ["shop:fulfillment", "FULFILLMENT", ["FULFILLMENT"]],
    ["account:read", "OWNER", []],
    ["order:read", "OWNER", []],
  ])("in a shop with %s, where its owner is %s, is %j", (scope, held, roles) => {
    const expected = roles.length > 0 ? [{ shopId, roles }] : [];
    expect(reduceGrants([scope], owner([], held)).memberships).toEqual(expected);
  });

  it("is both parts with both scopes, and nothing where its owner has no shop", () => {
    const scopes: Scope[] = ["shop:fulfillment", "shop:catalog"];
    expect(reduceGrants(scopes, owner([], "OWNER")).memberships).toEqual([
      { shopId, roles: ["CATALOG", "FULFILLMENT"] },
    ]);
    expect(reduceGrants(scopes, owner([])).memberships).toEqual([]);
  });
});

describe("what a key is to be", () => {
  const good = { name: " Stock sync ", scopes: ["shop:catalog", "shop:catalog"] };

  it("is read with its defaults, and each scope once", () => {
    expect(readApiKeyInput(good, [], NOW)).toEqual({
      kind: "good",
      name: "Stock sync",
      scopes: ["shop:catalog"],
      expiresAt: null,
      ratePerMinute: 600,
    });
  });

  it("is refused with everything that is wrong with it at once", () => {
    const input = {
      name: "\u0000",
      scopes: ["shop:catalog", "order:read", "toString"],
      expiresAt: NOW,
      ratePerMinute: 6_001,
    };
    expect(readApiKeyInput(input, ["user:read"], NOW)).toEqual({
      kind: "bad",
      problems: [
        { code: "INVALID_NAME", field: ["name"] },
        { code: "SCOPE_NOT_HELD", field: ["scopes", "1"] },
        { code: "UNKNOWN_SCOPE", field: ["scopes", "2"] },
        { code: "INVALID_EXPIRY", field: ["expiresAt"] },
        { code: "INVALID_RATE", field: ["ratePerMinute"] },
      ],
    });
  });

  it.each<[string, object, string]>([
    ["no scope", { scopes: [] }, "SCOPE_REQUIRED"],
    ["a rate of zero", { ratePerMinute: 0 }, "INVALID_RATE"],
    ["an end in eleven years", { expiresAt: new Date("2037-11-25T10:00:00Z") }, "INVALID_EXPIRY"],
  ])("is refused with %s", (_, change, code) => {
    expect(readApiKeyInput({ ...good, ...change }, [], NOW)).toMatchObject({ kind: "bad", problems: [{ code }] });
  });

  it("may end in ten years to the day", () => {
    const expiresAt = new Date("2036-11-25T10:00:00Z");
    expect(readApiKeyInput({ ...good, expiresAt }, [], NOW)).toMatchObject({ kind: "good", expiresAt });
  });
});
