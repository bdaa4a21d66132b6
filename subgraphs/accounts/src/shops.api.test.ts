import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { GraphQLRequest } from "#platform/neighbour/neighbour.ts";
import type { Shop } from "./shop/shop.ts";
import { insertUser, viewerOf } from "./testing/new-user.ts";
import { insertShop, joinShop, memberViewer, readShopState } from "./testing/shops.ts";
import { mailsTo, newAddress, PATIENCE, startAccounts, type TestAccounts } from "./testing/start-accounts.ts";
import type { User } from "./user/user.ts";

type Person = User & { readonly email: string };

let accounts: TestAccounts;
let worker: RunningJobs;
let openOrders = 0;
const questions: GraphQLRequest[] = [];

beforeAll(async () => {
  const orders = {
    graphql: async (request: GraphQLRequest) => {
      questions.push(request);
      return { data: { shopCloseBlockers: { openOrders } } };
    },
  };
  accounts = await startAccounts(undefined, {}, { orders });
  worker = await accounts.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await accounts.close();
});

/** Each operation with what it takes, as an owner would send it. */
const OPERATIONS = {
  shopUpdate: { payload: "shop { id name }", input: () => ({ name: "Changed" }) },
  shopClose: { payload: "shop { id status }", input: () => ({}) },
  shopMemberInvite: { payload: "invitation { id }", input: () => ({ email: newAddress(), role: "CATALOG" }) },
  shopMemberRoleSet: {
    payload: "member { role }",
    input: ({ other }: Scene) => ({ userId: other.id, role: "FULFILLMENT" }),
  },
  shopMemberRemove: { payload: "shop { id }", input: ({ other }: Scene) => ({ userId: other.id }) },
  shopOwnershipTransfer: { payload: "shop { id }", input: ({ other }: Scene) => ({ userId: other.id }) },
} as const;
type Operation = keyof typeof OPERATIONS;

interface Scene {
  owner: Person;
  catalog: Person;
  fulfillment: Person;
  other: Person;
  shop: Shop;
}

async function aScene(): Promise<Scene> {
  const { db } = accounts;
  const [owner, catalog, fulfillment, other] = await Promise.all(Array.from({ length: 4 }, () => insertUser(db)));
  const shop = await insertShop(db, owner!);
  await joinShop(db, shop.id, catalog!, "CATALOG");
  await joinShop(db, shop.id, fulfillment!, "FULFILLMENT");
  await joinShop(db, shop.id, other!, "CATALOG");
  return { owner: owner!, catalog: catalog!, fulfillment: fulfillment!, other: other!, shop };
}

function run(operation: Operation, scene: Scene, viewer: Viewer, shopId: string = scene.shop.id) {
  const { payload, input } = OPERATIONS[operation];
  const type = `${operation[0]!.toUpperCase()}${operation.slice(1)}Input!`;
  return accounts.graphql(
    `mutation ($input: ${type}) { ${operation}(input: $input) { ${payload} userErrors { code field message } } }`,
    { input: { shopId, ...input(scene) } },
    { viewer },
  );
}

describe.each(Object.keys(OPERATIONS) as Operation[])("%s", (operation) => {
  it("is done for the owner", async () => {
    const scene = await aScene();
    const before = await readShopState(accounts.db);

    const { data, errors } = await run(operation, scene, memberViewer(scene.owner, scene.shop.id, "OWNER"));

    expect(errors).toBeUndefined();
    expect(data![operation]).toMatchObject({ userErrors: [] });
    expect(await readShopState(accounts.db)).not.toEqual(before);
  });

  it("answers everybody else as for a shop that is not there, and changes nothing", async () => {
    const scene = await aScene();
    const stranger = await insertUser(accounts.db);
    const strangersShop = await insertShop(accounts.db, stranger);
    const closed = await insertShop(accounts.db, scene.owner, { closedAt: new Date() });
    const owner = memberViewer(scene.owner, scene.shop.id, "OWNER");
    const missing = await run(operation, scene, owner, newId("shop", new Date()));
    expect(missing.data![operation]).toMatchObject({ userErrors: [{ code: "NOT_FOUND", field: ["shopId"] }] });
    const before = await readShopState(accounts.db);

    const answers = {
      stranger: await run(operation, scene, viewerOf(stranger)),
      ownerOfAnother: await run(operation, scene, memberViewer(stranger, strangersShop.id, "OWNER")),
      // As if the router had not learned yet that they own it no more.
      staleOwner: await run(operation, scene, memberViewer(stranger, scene.shop.id, "OWNER")),
      ownerOfClosed: await run(operation, scene, memberViewer(scene.owner, closed.id, "OWNER"), closed.id),
      nonsense: await run(operation, scene, owner, "nonsense\u0000"),
      ...(operation === "shopMemberRemove"
        ? {}
        : {
            catalog: await run(operation, scene, memberViewer(scene.catalog, scene.shop.id, "CATALOG")),
            fulfillment: await run(operation, scene, memberViewer(scene.fulfillment, scene.shop.id, "FULFILLMENT")),
          }),
    };

    // Whoever is taken for an owner may try, and finds neither shop nor member.
    const staleRemoval = {
      shopMemberRemove: { shop: null, userErrors: [expect.objectContaining({ code: "NOT_FOUND" })] },
    };
    for (const [who, answer] of Object.entries(answers)) {
      const expected = operation === "shopMemberRemove" && who === "staleOwner" ? { data: staleRemoval } : missing;
      expect({ who, answer }).toEqual({ who, answer: expected });
    }
    const asGuest = await run(operation, scene, GUEST);
    expect(asGuest).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(await readShopState(accounts.db)).toEqual(before);
  });
});

it("members remove nobody but themselves", async () => {
  const scene = await aScene();
  const as = memberViewer(scene.fulfillment, scene.shop.id, "FULFILLMENT");
  const before = await readShopState(accounts.db);

  expect((await run("shopMemberRemove", scene, as)).data).toMatchObject({
    shopMemberRemove: { shop: null, userErrors: [{ code: "NOT_FOUND", field: ["userId"] }] },
  });

  expect(await readShopState(accounts.db)).toEqual(before);
});

describe("what of a shop is seen", () => {
  const SHOP = `query ($id: ID!) {
    shop(id: $id) {
      name status version members(first: 10) { nodes { role since user { id email } } totalCount } invitations { email role }
    }
  }`;

  it("by members: its version and its people; by the owner: invitations, too; by others: neither", async () => {
    const scene = await aScene();
    const { owner, catalog, fulfillment, other, shop } = scene;
    const asOwner = memberViewer(owner, shop.id, "OWNER");
    await run("shopMemberInvite", scene, asOwner);
    const see = async (viewer: Viewer) =>
      (await accounts.graphql(SHOP, { id: shop.id }, { viewer })).data!["shop"] as Record<string, unknown> & {
        members: { nodes: { role: string; since: string | null; user: { id: string; email: string | null } }[] } | null;
      };

    const byOwner = await see(asOwner);
    expect(byOwner).toMatchObject({ status: "OPEN", version: 1, invitations: [{ role: "CATALOG" }] });
    expect(byOwner.members).toMatchObject({ totalCount: 4 });
    expect(byOwner.members!.nodes.map(({ user, role }) => [user.id, role])).toEqual([
      [owner.id, "OWNER"],
      ...[catalog, fulfillment, other].map(({ id }) => [id, id === fulfillment.id ? "FULFILLMENT" : "CATALOG"]),
    ]);
    expect(byOwner.members!.nodes.map(({ user }) => user.email)).toEqual([owner.email, null, null, null]);
    expect(byOwner.members!.nodes.map(({ since }) => since === null)).toEqual([true, false, false, false]);

    const byMember = await see(memberViewer(fulfillment, shop.id, "FULFILLMENT"));
    expect(byMember).toMatchObject({ version: 1, members: { totalCount: 4 }, invitations: null });

    for (const viewer of [GUEST, viewerOf(await insertUser(accounts.db)), viewerOf(owner)]) {
      expect(await see(viewer)).toEqual({
        name: shop.name,
        status: "OPEN",
        version: null,
        members: null,
        invitations: null,
      });
    }
  });

  it("in `shops`: the open ones; a closed one by its id and handle", async () => {
    const { shop, owner } = await aScene();
    const name = `Closing ${shop.handle}`;
    await accounts.db.pool.query("UPDATE shops SET name = $2 WHERE id = $1", [shop.id, name]);
    const look = async () =>
      (
        await accounts.graphql(
          `query ($name: String!, $handle: String!) {
            shops(search: $name) { nodes { id } totalCount } shop(handle: $handle) { id status }
          }`,
          { name, handle: shop.handle },
        )
      ).data;

    expect(await look()).toMatchObject({
      shops: { nodes: [{ id: shop.id }], totalCount: 1 },
      shop: { status: "OPEN" },
    });
    await accounts.db.shops.close(shop.id, owner.id, null, new Date());
    expect(await look()).toEqual({ shops: { nodes: [], totalCount: 0 }, shop: { id: shop.id, status: "CLOSED" } });
  });

  it("of a person's shops: their own by themselves, nothing by others", async () => {
    const { shop, owner, catalog } = await aScene();
    const own = await insertShop(accounts.db, catalog);
    const ENTITY = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on User { shop { id } memberships { role shop { id } } } }
    }`;
    const see = async (person: User, viewer: Viewer) => {
      const representations = [{ __typename: "User", id: person.id }];
      return ((await accounts.graphql(ENTITY, { representations }, { viewer })).data!["_entities"] as unknown[])[0];
    };

    expect(await see(owner, viewerOf(owner))).toEqual({
      shop: { id: shop.id },
      memberships: [{ role: "OWNER", shop: { id: shop.id } }],
    });
    const seen = (await see(catalog, viewerOf(catalog))) as { memberships: object[] };
    expect(seen).toMatchObject({ shop: { id: own.id } });
    expect(seen.memberships).toHaveLength(2);
    expect(seen.memberships).toEqual(
      expect.arrayContaining([
        { role: "CATALOG", shop: { id: shop.id } },
        { role: "OWNER", shop: { id: own.id } },
      ]),
    );
    expect(await see(catalog, viewerOf(owner))).toEqual({ shop: null, memberships: null });
    expect(await see(catalog, GUEST)).toEqual({ shop: null, memberships: null });
  });
});

it("opens a shop, invites by mail whoever reads it, and closes when no order is open", async () => {
  const [mia, jonas] = [await insertUser(accounts.db), await insertUser(accounts.db, { fullName: "Jonas Vik" })];
  const created = await accounts.graphql(
    `mutation ($input: ShopCreateInput!) { shopCreate(input: $input) { shop { id handle owner { id } } userErrors { code } } }`,
    { input: { name: `Linen & Co ${mia.id.slice(-6)}` } },
    { viewer: viewerOf(mia) },
  );
  const { shop } = created.data!["shopCreate"] as { shop: { id: Shop["id"]; handle: string; owner: { id: string } } };
  expect(shop.owner.id).toBe(mia.id);
  const asMia = memberViewer(mia, shop.id, "OWNER");

  const email = newAddress();
  const INVITE = `mutation ($input: ShopMemberInviteInput!) {
    shopMemberInvite(input: $input) { invitation { id email role } userErrors { code } }
  }`;
  await accounts.graphql(INVITE, { input: { shopId: shop.id, email, role: "FULFILLMENT" } }, { viewer: asMia });
  await expect.poll(async () => (await mailsTo(email)).length, PATIENCE).toBe(1);
  const token = /^([\w-]{43})$/m.exec((await mailsTo(email))[0]!.text)![1]!;

  const ACCEPT = `mutation ($token: String!) {
    shopInvitationAccept(input: { token: $token }) { shop { id } member { role user { id } } userErrors { code field } }
  }`;
  expect((await accounts.graphql(ACCEPT, { token }, { viewer: viewerOf(jonas) })).data).toEqual({
    shopInvitationAccept: {
      shop: { id: shop.id },
      member: { role: "FULFILLMENT", user: { id: jonas.id } },
      userErrors: [],
    },
  });
  expect((await accounts.graphql(ACCEPT, { token }, { viewer: viewerOf(jonas) })).data).toMatchObject({
    shopInvitationAccept: { shop: null, userErrors: [{ code: "INVALID_TOKEN", field: ["token"] }] },
  });

  const CLOSE = `mutation ($input: ShopCloseInput!) {
    shopClose(input: $input) { shop { status } userErrors { code count field } }
  }`;
  const close = async () => (await accounts.graphql(CLOSE, { input: { shopId: shop.id } }, { viewer: asMia })).data;
  openOrders = 2;
  expect(await close()).toEqual({
    shopClose: { shop: null, userErrors: [{ code: "BLOCKED_BY_OPEN_ORDERS", count: 2, field: ["shopId"] }] },
  });
  openOrders = 0;
  expect(await close()).toEqual({ shopClose: { shop: { status: "CLOSED" }, userErrors: [] } });
  expect(questions.at(-1)!.variables).toEqual({ shopId: shop.id });
});

it("mails no invitation that was withdrawn before its turn", async () => {
  const scene = await aScene();
  const as = memberViewer(scene.owner, scene.shop.id, "OWNER");
  await worker.stop();
  const invited = await run("shopMemberInvite", scene, as);
  const { invitation } = invited.data!["shopMemberInvite"] as { invitation: { id: string } };
  const WITHDRAW = `mutation ($id: ID!) {
    shopInvitationWithdraw(input: { invitationId: $id }) { invitation { id } userErrors { code field } }
  }`;
  const withdraw = (id: string, viewer: Viewer) => accounts.graphql(WITHDRAW, { id }, { viewer });
  const missing = await withdraw(newId("inv", new Date()), as);
  expect(missing.data).toMatchObject({
    shopInvitationWithdraw: { invitation: null, userErrors: [{ code: "NOT_FOUND", field: ["invitationId"] }] },
  });
  expect(await withdraw(invitation.id, viewerOf(scene.catalog))).toEqual(missing);
  expect(await withdraw(invitation.id, memberViewer(scene.catalog, scene.shop.id, "CATALOG"))).toEqual(missing);
  expect((await withdraw(invitation.id, as)).data).toEqual({
    shopInvitationWithdraw: { invitation: { id: invitation.id }, userErrors: [] },
  });

  worker = await accounts.subgraph.startWorker();

  const statuses = async () =>
    (
      await accounts.db.pool.query<{ status: string }>("SELECT status FROM mails WHERE data->>'invitationId' = $1", [
        invitation.id,
      ])
    ).rows.map(({ status }) => status);
  await expect.poll(statuses, PATIENCE).toEqual(["SKIPPED"]);
});
