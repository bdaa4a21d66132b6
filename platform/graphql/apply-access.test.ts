import { graphql } from "graphql";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Arg, ID, Mutation, Query, Resolver } from "type-graphql";
import { AppError } from "#platform/errors/app-error.ts";
import type { Scope } from "#platform/identity/scope.ts";
import { GUEST, type ShopMembership, type ShopRole, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { Access, everyone, member, sibling, signedIn, staff } from "./access.ts";
import type { DeclaredAccess } from "./apply-access.ts";
import { buildFederatedSchema } from "./federated-schema.ts";
import { aThing, OWNER, SHOP, start, Thing } from "./thing.fixture.ts";

const OTHER_SHOP = newId("shop", start);

const ran: string[] = [];
const recorded: unknown[] = [];
/** Replaced where a test wants to see what happens before and when recording fails. */
let record: () => Promise<void> = async () => {};

/** What the operation answers, and a note that it ran. */
const run = (name: string): string => {
  ran.push(name);
  return "done";
};

@Resolver()
class ThingResolver {
  @Access(everyone("who knows its name"))
  @Query(() => Thing, { nullable: true, description: "The thing." })
  thing(): Thing {
    return aThing(OWNER);
  }

  @Access(everyone())
  @Query(() => Thing, { nullable: true, description: "A thing that was made for whoever asks." })
  present(): Thing {
    return aThing(true);
  }

  @Access(everyone())
  @Query(() => Thing, { nullable: true, description: "A thing of nobody." })
  orphan(): Thing {
    return aThing(null);
  }

  @Access(signedIn())
  @Query(() => String, { nullable: true, description: "For people." })
  forPeople(): string {
    return run("forPeople");
  }

  @Access(signedIn({ keyScope: "account:read", note: "their own" }))
  @Query(() => String, { nullable: true, description: "For people and their keys." })
  forPeopleAndKeys(): string {
    return run("forPeopleAndKeys");
  }

  @Access(staff("audit:read"))
  @Query(() => String, { nullable: true, description: "For staff." })
  forStaff(): string {
    return run("forStaff");
  }

  @Access(staff("role:write", { peopleOnly: true }))
  @Query(() => String, { nullable: true, description: "For staff in person." })
  forStaffInPerson(): string {
    return run("forStaffInPerson");
  }

  @Access(sibling("carts", "orders"))
  @Query(() => String, { nullable: true, description: "For siblings." })
  forSiblings(): string {
    return run("forSiblings");
  }

  @Access(member(["FULFILLMENT"]))
  @Query(() => String, { nullable: true, description: "For who ships in some shop." })
  forMembers(): string | null {
    return run("forMembers");
  }

  @Access(
    member<unknown, { shopId?: string }>(["CATALOG"], { shopOf: (_, { shopId }) => shopId, refuse: () => "no shop" }),
  )
  @Mutation(() => String, { description: "For who stocks the shop." })
  stock(@Arg("shopId", () => ID, { nullable: true, description: "The shop." }) _shopId?: string): string {
    return run("stock");
  }
}

let schema: Awaited<ReturnType<typeof buildFederatedSchema>>["schema"];
let declared: DeclaredAccess[];
let sdl: string;
beforeAll(async () => {
  ({ schema, access: declared, sdl } = await buildFederatedSchema({ resolvers: [new ThingResolver()] }));
});

interface Holding {
  userId?: ReturnType<typeof newId<"user">>;
  scopes?: Scope[];
  memberships?: ShopMembership[];
}
const aPerson = ({ userId = newId("user", start), scopes = [], memberships = [] }: Holding = {}): Viewer => ({
  kind: "user",
  userId,
  sessionId: newId("sess", start),
  scopes,
  memberships,
});
const aKey = ({ userId = newId("user", start), scopes = [], memberships = [] }: Holding = {}): Viewer => ({
  kind: "apiKey",
  userId,
  apiKeyId: newId("key", start),
  scopes,
  memberships,
});
const inShop = (...roles: ShopRole[]): Holding => ({ memberships: [{ shopId: SHOP, roles }] });
const elsewhere: Holding = { memberships: [{ shopId: OTHER_SHOP, roles: ["OWNER"] }] };

/** The value of the only field asked for, or the code of the error in its place; and whether its resolver ran. */
async function ask(source: string, viewer: Viewer, caller = "router"): Promise<unknown> {
  ran.length = 0;
  recorded.length = 0;
  const recordReads = async (subjects: readonly unknown[]) => {
    await record();
    recorded.push(...subjects);
  };
  const { data, errors } = await graphql({ schema, source, contextValue: { viewer, caller, recordReads } });
  if (errors) {
    expect(ran).toEqual([]);
    return (errors[0]?.originalError as { code?: string } | undefined)?.code ?? errors[0]?.message;
  }
  return Object.values(data!)[0];
}

const askThing = async (field: string, viewer: Viewer, thing = "thing"): Promise<unknown> =>
  ((await ask(`{ ${thing} { name ${field} } }`, viewer)) as Record<string, unknown>)[field];

describe("everyone", () => {
  it.each([
    ["a guest", GUEST],
    ["a person", aPerson()],
    ["a key", aKey()],
  ])("lets %s", async (_, viewer) => expect(await askThing("name", viewer)).toBe("lamp"));
});

describe("signedIn", () => {
  it.each<[string, Viewer, string]>([
    ["lets a person", aPerson(), "done"],
    ["refuses a guest as an error", GUEST, "UNAUTHENTICATED"],
    ["refuses an API key, whatever it holds, where none is meant", aKey({ scopes: ["account:read"] }), "FORBIDDEN"],
  ])("%s", async (_, viewer, answer) => expect(await ask("{ forPeople }", viewer)).toBe(answer));

  it.each<[string, Viewer, string]>([
    ["lets an API key with the scope", aKey({ scopes: ["account:read"] }), "done"],
    ["lets a person without it", aPerson(), "done"],
    ["refuses an API key without it", aKey({ scopes: ["user:read"] }), "FORBIDDEN"],
    ["refuses a guest", GUEST, "UNAUTHENTICATED"],
  ])("with a scope for keys %s", async (_, viewer, answer) =>
    expect(await ask("{ forPeopleAndKeys }", viewer)).toBe(answer),
  );
});

describe("staff", () => {
  it.each<[string, Viewer, string]>([
    ["lets a person with the scope", aPerson({ scopes: ["audit:read"] }), "done"],
    ["lets an API key with it", aKey({ scopes: ["audit:read"] }), "done"],
    ["refuses a person with another", aPerson({ scopes: ["user:read"] }), "FORBIDDEN"],
    ["refuses an API key with another", aKey({ scopes: ["user:read"] }), "FORBIDDEN"],
    ["refuses a guest", GUEST, "UNAUTHENTICATED"],
  ])("%s", async (_, viewer, answer) => expect(await ask("{ forStaff }", viewer)).toBe(answer));
});

describe("staff in person", () => {
  it.each<[string, Viewer, string]>([
    ["lets a person with the scope", aPerson({ scopes: ["role:write"] }), "done"],
    ["refuses an API key, even with the scope", aKey({ scopes: ["role:write"] }), "FORBIDDEN"],
    ["refuses a person without it", aPerson(), "FORBIDDEN"],
    ["refuses a guest", GUEST, "UNAUTHENTICATED"],
  ])("%s", async (_, viewer, answer) => expect(await ask("{ forStaffInPerson }", viewer)).toBe(answer));
});

describe("sibling", () => {
  it("lets each of the named callers, whoever they ask for", async () => {
    expect(await ask("{ forSiblings }", GUEST, "carts")).toBe("done");
    expect(await ask("{ forSiblings }", aPerson(), "orders")).toBe("done");
  });

  it("refuses the router and other siblings, even for an administrator", async () => {
    const viewer = aPerson({ scopes: ["user:write", "role:write", "audit:read"] });
    expect(await ask("{ forSiblings }", viewer, "router")).toBe("FORBIDDEN");
    expect(await ask("{ forSiblings }", viewer, "payments")).toBe("FORBIDDEN");
  });
});

describe("self", () => {
  it.each<[string, Viewer, string | null]>([
    ["shows the owner", aPerson({ userId: OWNER }), "s"],
    ["shows a key of the owner with its scope", aKey({ userId: OWNER, scopes: ["account:read"] }), "s"],
    ["shows staff with the scope", aPerson({ scopes: ["user:read"] }), "s"],
    ["shows a key of staff with the scope", aKey({ scopes: ["user:read"] }), "s"],
    ["is null for a key of the owner without its scope", aKey({ userId: OWNER }), null],
    ["is null for a key of another person with the owner's scope", aKey({ scopes: ["account:read"] }), null],
    ["is null for other people, whatever else they hold", aPerson({ scopes: ["order:read", "audit:read"] }), null],
    ["is null for a guest", GUEST, null],
  ])("%s", async (_, viewer, answer) => expect(await askThing("secret", viewer)).toBe(answer));

  it("has it recorded that a scope showed it, and nothing else", async () => {
    await askThing("secret", aPerson({ scopes: ["user:read"] }));
    expect(recorded).toEqual([{ type: "Thing", id: "thing_1" }]);
    for (const [viewer, thing] of [
      [aPerson({ userId: OWNER, scopes: ["user:read"] }), "thing"],
      [aKey({ userId: OWNER, scopes: ["account:read"] }), "thing"],
      [aPerson(), "thing"],
      [GUEST, "present"],
    ] as const) {
      await askThing("secret", viewer, thing);
      expect(recorded).toEqual([]);
    }
  });

  it("shows nothing to staff while that cannot be recorded", async () => {
    record = () => Promise.reject(new AppError("UNAVAILABLE", "Not now."));
    onTestFinished(() => void (record = async () => {}));
    expect(await ask("{ thing { secret } }", aPerson({ scopes: ["user:read"] }))).toBe("UNAVAILABLE");
    expect(await askThing("secret", aPerson({ userId: OWNER }))).toBe("s");
  });

  it("has no room for keys and staff where it names no scope", async () => {
    const scopes: Scope[] = ["user:read", "account:read"];
    expect(await askThing("diary", aPerson({ userId: OWNER }))).toBe("d");
    expect(await askThing("diary", aKey({ userId: OWNER, scopes }))).toBeNull();
    expect(await askThing("diary", aPerson({ scopes }))).toBeNull();
  });

  it("shows whoever asks what was made for them", async () => {
    expect(await askThing("secret", GUEST, "present")).toBe("s");
  });

  it("shows what belongs to nobody to staff alone", async () => {
    expect(await askThing("secret", aPerson(), "orphan")).toBeNull();
    expect(await askThing("secret", aPerson({ scopes: ["user:read"] }), "orphan")).toBe("s");
  });
});

describe("member of a field's shop", () => {
  it.each<[string, Viewer, string | null]>([
    ["shows a member with the role", aPerson(inShop("CATALOG")), "3b"],
    ["shows the owner", aPerson(inShop("OWNER")), "3b"],
    ["shows a key with the role", aKey(inShop("CATALOG")), "3b"],
    ["shows staff with the scope", aPerson({ scopes: ["order:read"] }), "3b"],
    ["is null for a member with another role", aPerson(inShop("FULFILLMENT")), null],
    ["is null for the owner of another shop", aPerson(elsewhere), null],
    ["is null for a guest", GUEST, null],
  ])("%s", async (_, viewer, answer) => expect(await askThing("shelf", viewer)).toBe(answer));
});

describe("member of an operation's shop", () => {
  const stock = (viewer: Viewer, shopId: string | null = SHOP) =>
    ask(`mutation { stock${shopId === null ? "" : `(shopId: "${shopId}")`} }`, viewer);

  it("lets a member with the role, the owner, and keys of both", async () => {
    for (const viewer of [aPerson(inShop("CATALOG")), aPerson(inShop("OWNER")), aKey(inShop("CATALOG"))]) {
      expect(await stock(viewer)).toBe("done");
      expect(ran).toEqual(["stock"]);
    }
  });

  it.each<[string, Viewer, string | null]>([
    ["a member with another role", aPerson(inShop("FULFILLMENT")), SHOP],
    ["the owner of another shop", aPerson(elsewhere), SHOP],
    ["somebody who names no shop", aPerson(inShop("OWNER")), null],
  ])("answers %s as if there were no such shop", async (_, viewer, shopId) => {
    expect(await stock(viewer, shopId)).toBe("no shop");
    expect(ran).toEqual([]);
  });

  it("tells a guest to sign in", async () => expect(await stock(GUEST)).toBe("UNAUTHENTICATED"));

  it("asks for the role in any shop where none is named", async () => {
    expect(await ask("{ forMembers }", aPerson(inShop("FULFILLMENT")))).toBe("done");
    expect(await ask("{ forMembers }", aPerson(inShop("OWNER")))).toBe("done");
    expect(await ask("{ forMembers }", aPerson(inShop("CATALOG")))).toBeNull();
    expect(await ask("{ forMembers }", GUEST)).toBeNull();
    expect(ran).toEqual([]);
  });
});

describe("what is declared", () => {
  it("is listed by place, and told at the end of each description", () => {
    expect(declared.map(({ place, rule }) => `${place} ${rule.who}`)).toEqual([
      "Mutation.stock member",
      "Query.forMembers member",
      "Query.forPeople signedIn",
      "Query.forPeopleAndKeys signedIn",
      "Query.forSiblings sibling",
      "Query.forStaff staff",
      "Query.forStaffInPerson staff",
      "Query.orphan everyone",
      "Query.present everyone",
      "Query.thing everyone",
      "Thing.diary self",
      "Thing.secret self",
      "Thing.shelf member",
    ]);
    for (const sentence of [
      "The thing. Access: everyone; who knows its name.",
      "Access: signed in, or an API key of theirs with `account:read`; their own.",
      "Access: scope `audit:read`.",
      "Access: scope `role:write`, not by API keys.",
      "Access: only carts, orders.",
      "Access: the person, or an API key of theirs with `account:read`, or scope `user:read`; null for others.",
      "Access: members of the shop (CATALOG), or scope `order:read`; not there for others.",
    ]) {
      expect(sdl.replace(/\s+/g, " ")).toContain(sentence);
    }
  });

  it("takes a guarded payload that is never null, as long as there is one to refuse with", () => {
    expect(String(schema.getMutationType()!.getFields()["stock"]!.type)).toBe("String!");
  });
});
