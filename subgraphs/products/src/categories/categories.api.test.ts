import { afterAll, beforeAll, expect, it } from "vitest";
import { SYSTEM_ACTOR } from "#platform/audit/audit-record.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { newId, type CategoryId, type ShopId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { makeCategory } from "../testing/make-category.ts";
import { makeProduct } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const NOW = new Date();
const shopId = newId("shop", NOW) as ShopId;
const otherShop = newId("shop", NOW) as ShopId;
const person = {
  kind: "user",
  userId: newId("user", NOW),
  sessionId: newId("sess", NOW),
  scopes: [],
  memberships: [],
} as const;
const merchant: Viewer = { ...person, memberships: [{ shopId, roles: ["CATALOG"] }] };
const packer: Viewer = { ...person, memberships: [{ shopId, roles: ["FULFILLMENT"] }] };
const stranger: Viewer = { ...person, memberships: [{ shopId: otherShop, roles: ["OWNER"] }] };
const admin: Viewer = { ...person, scopes: ["catalog:write"] };

let test: Awaited<ReturnType<typeof startTestProducts>>;
let worker: RunningJobs;
beforeAll(async () => {
  test = await startTestProducts();
  worker = await test.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await test.close();
});

/** Until nothing more follows from any change of a category. */
const settled = () => expect.poll(() => test.tree.findDirty(1), { timeout: 40_000 }).toEqual([]);

interface Answer {
  category: Record<string, unknown> & { id: CategoryId; version: number };
  deletedCategoryId?: string | null;
  userErrors: { code: string; field: string[] | null; message: string }[];
}

const FIELDS =
  "id handle name version parent { id } ancestors { id } shop { id } attributes { key name type unit choices isFilterable }";

async function run(verb: "Create" | "Update" | "Delete", input: object, viewer: Viewer = merchant): Promise<Answer> {
  const deleted = verb === "Delete" ? "deletedCategoryId" : "";
  const { data, errors } = await test.graphql(
    `mutation ($input: Category${verb}Input!) { category${verb}(input: $input) {
       category { ${FIELDS} } ${deleted} userErrors { code field message } } }`,
    { input },
    { viewer },
  );
  expect(errors).toBeUndefined();
  return data![`category${verb}`] as Answer;
}
const create = (input: object, viewer?: Viewer) => run("Create", input, viewer);
const problemsOf = ({ userErrors }: Answer) => userErrors.map(({ code, field }) => [code, field?.join(".") ?? null]);
const madeAs = async (viewer: Viewer, input: object) => {
  const answer = await create(input, viewer);
  expect(problemsOf(answer)).toEqual([]);
  return answer.category;
};
async function children(parentId: CategoryId | null, shop: string | null = null): Promise<string[]> {
  const list = parentId === null ? "categories(shop: $shop)" : "category(id: $id) { children(shop: $shop) { name } }";
  const selection = parentId === null ? `${list} { name }` : list;
  test.forgetMemory();
  const { data } = await test.graphql(`query (${parentId === null ? "" : "$id: ID!, "}$shop: ID) { ${selection} }`, {
    id: parentId,
    shop,
  });
  const found = parentId === null ? data!.categories : (data!.category as { children: unknown }).children;
  return (found as { name: string }[]).map(({ name }) => name);
}

it("lets members of a shop, and staff for the platform, make categories in order, each below what is theirs", async () => {
  const garden = await madeAs(admin, { name: "Garden" });
  const tools = await madeAs(admin, { name: "Tools", parentId: garden.id });
  await madeAs(admin, { name: "Seeds", parentId: garden.id, position: 0 });
  const own = await madeAs(merchant, { shopId, name: "Our picks", parentId: garden.id });
  await madeAs(merchant, { shopId, name: "For balconies", parentId: own.id });

  expect(garden).toMatchObject({ handle: "garden", parent: null, ancestors: [], shop: null, version: 1 });
  expect(own).toMatchObject({ handle: "our-picks", parent: { id: garden.id }, shop: { id: shopId } });
  expect(await children(garden.id)).toEqual(["Seeds", "Tools"]);
  expect(await children(garden.id, shopId)).toEqual(["Seeds", "Tools", "Our picks"]);
  expect(await children(garden.id, otherShop)).toEqual(["Seeds", "Tools"]);
  expect(await children(own.id)).toEqual(["For balconies"]);
  expect((await madeAs(admin, { name: "Tools", parentId: garden.id })).handle).toBe("tools-2");
  expect(problemsOf(await create({ name: "More tools", handle: "tools" }, admin))).toEqual([
    ["HANDLE_TAKEN", "handle"],
  ]);

  const { data } = await test.graphql(
    `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on Shop { categories { name } } } }`,
    {
      reps: [shopId, otherShop].map((id) => ({ __typename: "Shop", id })),
    },
  );
  expect(data!._entities).toEqual([
    { categories: [{ name: "Our picks" }, { name: "For balconies" }] },
    { categories: [] },
  ]);
  expect(tools.ancestors).toEqual([{ id: garden.id }]);
});

it("shows others no difference between a category that is not theirs and none, and changes nothing for them", async () => {
  const platforms = await madeAs(admin, { name: "Lamps" });
  const own = await madeAs(merchant, { shopId, name: "Own lamps" });
  const unknown = newId("cat", NOW);

  for (const viewer of [stranger, packer]) {
    for (const categoryId of [own.id, platforms.id, unknown, "nonsense"]) {
      const errors = [["NOT_FOUND", "categoryId"]];
      expect(problemsOf(await run("Update", { categoryId, name: "Mine" }, viewer))).toEqual(errors);
      expect(problemsOf(await run("Delete", { categoryId }, viewer))).toEqual(errors);
    }
    expect(problemsOf(await create({ shopId, name: "Mine" }, viewer))).toEqual([["SHOP_NOT_FOUND", "shopId"]]);
    expect(problemsOf(await create({ name: "Mine" }, viewer))).toEqual([["SHOP_NOT_FOUND", "shopId"]]);
  }
  expect(problemsOf(await create({ shopId: otherShop, name: "Mine", parentId: own.id }, stranger))).toEqual([
    ["PARENT_NOT_FOUND", "parentId"],
  ]);
  expect(problemsOf(await create({ name: "Mine", parentId: own.id }, admin))).toEqual([
    ["PARENT_NOT_FOUND", "parentId"],
  ]);
  const guest = await test.graphql(
    `mutation { categoryDelete(input: { categoryId: "${own.id}" }) { deletedCategoryId } }`,
  );
  expect(guest.errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  expect((await run("Update", { categoryId: own.id, name: "Own lamps" })).category.version).toBe(1);
});

it("names everything that is wrong at once, with its path, and writes nothing", async () => {
  const before = await children(null, shopId);
  const answer = await create({
    shopId,
    name: "p\u0430ypal\u0000",
    handle: "Not A Handle",
    description: "x".repeat(10_000),
    parentId: "prod_01h455vb4pex5vsknk084sn02q",
    position: 2_000_000,
    attributes: [
      { key: "__proto__", name: "", type: "TEXT" },
      { key: "size", name: "Size", type: "CHOICE", choices: ["S", "S", ""] },
      { key: "size", name: "Size", type: "CHOICE" },
      { key: "weight", name: "Weight", type: "TEXT", unit: "kg", choices: ["1"] },
    ],
  });

  expect(answer.category).toBeNull();
  expect(problemsOf(answer)).toEqual([
    ["NAME_UNPRINTABLE", "name"],
    ["INVALID_HANDLE", "handle"],
    ["DESCRIPTION_TOO_LONG", "description"],
    ["INVALID_ATTRIBUTE_KEY", "attributes.0.key"],
    ["INVALID_ATTRIBUTE_NAME", "attributes.0.name"],
    ["INVALID_CHOICES", "attributes.1.choices.1"],
    ["INVALID_CHOICES", "attributes.1.choices.2"],
    ["INVALID_CHOICES", "attributes.2.choices"],
    ["ATTRIBUTE_KEY_TAKEN", "attributes.2.key"],
    ["INVALID_UNIT", "attributes.3.unit"],
    ["INVALID_CHOICES", "attributes.3.choices"],
    ["PARENT_NOT_FOUND", "parentId"],
    ["INVALID_POSITION", "position"],
  ]);
  expect(await children(null, shopId)).toEqual(before);
});

it("hands attributes down, and lets no key be defined twice on one way through the tree", async () => {
  const material = { key: "material", name: "Material", type: "CHOICE", choices: ["Oak", "Pine"] };
  const top = await madeAs(admin, { name: "Furniture", attributes: [material] });
  const height = { key: "height", name: "Height", type: "NUMBER", unit: "cm", isFilterable: false };
  const desks = await madeAs(admin, { name: "Desks", parentId: top.id, attributes: [height] });

  expect(desks.attributes).toEqual([
    { ...material, unit: null, isFilterable: true },
    { ...height, choices: [] },
  ]);
  const clash = [["ATTRIBUTE_KEY_TAKEN", "attributes.0.key"]];
  expect(problemsOf(await create({ name: "Chairs", parentId: top.id, attributes: [material] }, admin))).toEqual(clash);
  expect(problemsOf(await run("Update", { categoryId: top.id, attributes: [height] }, admin))).toEqual(clash);
  const apart = await madeAs(admin, { name: "Apart", attributes: [{ key: "height", name: "Height", type: "TEXT" }] });
  expect(problemsOf(await run("Update", { categoryId: desks.id, parentId: apart.id }, admin))).toEqual([
    ["ATTRIBUTE_KEY_TAKEN", "parentId"],
  ]);
});

it("refuses a change that was made for another version, and shows the category as it is", async () => {
  const { id } = await madeAs(merchant, { shopId, name: "Version" });
  await run("Update", { categoryId: id, name: "Version two", expectedVersion: 1 });
  const outdated = await run("Update", { categoryId: id, name: "Version three", expectedVersion: 1 });

  expect(problemsOf(outdated)).toEqual([["CONFLICT", "expectedVersion"]]);
  expect(outdated.category).toMatchObject({ name: "Version two", version: 2 });
  expect(problemsOf(await run("Delete", { categoryId: id, expectedVersion: 1 }))).toEqual([
    ["CONFLICT", "expectedVersion"],
  ]);
  expect((await run("Update", { categoryId: id, name: "Version two" })).category.version).toBe(2);
});

it("never puts two categories below each other, whoever moves which at the same time", async () => {
  const [a, b] = [await madeAs(admin, { name: "A" }), await madeAs(admin, { name: "B" })];
  const atOnce = createBarrier(2);
  const move = async (categoryId: string, parentId: string) => {
    await atOnce();
    return problemsOf(await run("Update", { categoryId, parentId }, admin));
  };

  const outcomes = await Promise.all([move(a.id, b.id), move(b.id, a.id)]);

  expect(outcomes.filter((problems) => problems.length === 0)).toHaveLength(1);
  expect(outcomes).toContainEqual([["CYCLE", "parentId"]]);
});

it("gives each of many that are put first at the same time a place of its own", async () => {
  const { id: parentId } = await madeAs(admin, { name: "Crowd" });
  const atOnce = createBarrier(8);
  await Promise.all(
    Array.from({ length: 8 }, async (_, number) => {
      await atOnce();
      await madeAs(admin, { name: `Number ${number}`, parentId, position: 0 });
    }),
  );

  expect((await children(parentId as CategoryId)).toSorted()).toEqual(
    Array.from({ length: 8 }, (_, number) => `Number ${number}`),
  );
  const stored = (await test.categories.findChildren([parentId])).get(parentId)!;
  expect(stored.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it(
  "lists products where their categories have moved, finds them by the new name, and takes them out of deleted ones",
  { timeout: 90_000 },
  async () => {
    const [old, next] = [await madeAs(admin, { name: "Old place" }), await madeAs(admin, { name: "New place" })];
    const shelf = await madeAs(admin, { name: "Shelf", parentId: old.id });
    const inner = await madeAs(admin, { name: "Inner", parentId: shelf.id });
    const products = Array.from({ length: 450 }, () => makeProduct({ shopId, categoryIds: [inner.id] }));
    const categories = [...(await test.categories.findByIds([old.id, shelf.id, inner.id])).values()];
    await test.store(products, { categories });
    const countIn = async (filter: string) => {
      const { data } = await test.graphql(`{ products(filter: { ${filter} }) { totalCount } }`);
      return (data!.products as { totalCount: number }).totalCount;
    };
    expect(await countIn(`category: "${old.id}"`)).toBe(450);

    await run("Update", { categoryId: shelf.id, parentId: next.id, name: "Windowsill" }, admin);
    await settled();

    expect([await countIn(`category: "${old.id}"`), await countIn(`category: "${next.id}"`)]).toEqual([0, 450]);
    expect(await countIn('query: "windowsill"')).toBe(450);
    test.forgetMemory();
    const { data } = await test.graphql(`{ category(id: "${inner.id}") { ancestors { name } } }`);
    expect(data!.category).toEqual({ ancestors: [{ name: "New place" }, { name: "Windowsill" }] });

    expect(problemsOf(await run("Delete", { categoryId: shelf.id }, admin))).toEqual([["HAS_CHILDREN", "categoryId"]]);
    expect((await run("Delete", { categoryId: inner.id }, admin)).deletedCategoryId).toBe(inner.id);
    expect(await children(shelf.id)).toEqual([]);
    await settled();

    expect(await countIn(`category: "${next.id}"`)).toBe(0);
    const stored = [...(await test.documents.findByIds(products.map(({ id }) => id))).values()];
    expect(stored.filter(({ categoryIds, version }) => categoryIds.length === 0 && version === 2)).toHaveLength(450);
  },
);

it("tells the audit trail who made, changed and deleted what, once", async () => {
  const { id } = await madeAs(merchant, { shopId, name: "Audited" });
  await run("Update", { categoryId: id, name: "Audited twice" });
  await run("Delete", { categoryId: id });
  await settled();

  const { rows } = await test.pool.query(
    `SELECT payload FROM outbox_events WHERE name = 'products.audit-recorded.v1' AND payload->'subject'->>'id' = $1
     ORDER BY payload->>'action'`,
    [id],
  );
  expect(rows.map(({ payload }) => payload)).toMatchObject([
    { action: "category.create", actor: { kind: "USER", userId: person.userId }, after: { name: "Audited", shopId } },
    { action: "category.delete", before: { name: "Audited twice" }, after: null },
    {
      action: "category.update",
      before: { name: "Audited" },
      after: { name: "Audited twice" },
    },
  ]);
});

it("makes good what a process left that died after it moved a category", async () => {
  const [old, next] = [makeCategory({ name: "Was" }), makeCategory({ name: "Is" })];
  const moved = makeCategory({ parent: old, name: "Moved" });
  const child = makeCategory({ parent: moved, name: "Child" });
  await test.storeCategories([old, next, moved, child]);
  const subject = { type: "Category", id: moved.id };
  const record = { action: "category.update", actor: SYSTEM_ACTOR, subject, before: null, after: null };
  await test.tree.replace(
    { ...moved, parentId: next.id, ancestorIds: [next.id], version: 2 },
    { at: NOW, staleProducts: true, audit: { eventId: newId("evt", NOW), record } },
  );

  // Nobody has asked for the job; it runs when a worker starts.
  await worker.stop();
  worker = await test.subgraph.startWorker();
  await settled();

  test.forgetMemory();
  const { data } = await test.graphql(`{ category(id: "${child.id}") { ancestors { name } } }`);
  expect(data!.category).toEqual({ ancestors: [{ name: "Is" }, { name: "Moved" }] });
});

it("takes the categories of a closed shop away", async () => {
  const closing = newId("shop", NOW) as ShopId;
  const owner: Viewer = { ...person, memberships: [{ shopId: closing, roles: ["OWNER"] }] };
  const top = await madeAs(owner, { shopId: closing, name: "Closing" });
  await madeAs(owner, { shopId: closing, name: "Below", parentId: top.id });

  await test.deliver({ name: "accounts.shop-closed.v1", payload: { shopId: closing } });
  const look = async () => {
    test.forgetMemory();
    return (await test.graphql(`{ category(id: "${top.id}") { id } }`)).data!.category;
  };
  await expect.poll(look, { timeout: 20_000 }).toBeNull();
  await settled();
  // Whoever learned of it too late, as its owner here, finds no shop to write in.
  const refused = await create({ shopId: closing, name: "Too late" }, owner);
  expect([refused.category, problemsOf(refused)]).toEqual([null, [["SHOP_NOT_FOUND", "shopId"]]]);

  expect(await children(null, closing)).not.toContain("Closing");
  expect([...(await test.categories.findOfShops([closing])).values()]).toEqual([[]]);
});
