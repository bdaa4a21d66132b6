import { afterAll, beforeAll, expect, it } from "vitest";
import { DEMO_SHOPS, seedAccounts } from "../../../prisma/accounts/seed.ts";
import { startAccounts, type TestAccounts } from "./testing/start-accounts.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const rows = async () => [
  (await accounts.db.pool.query("SELECT * FROM users ORDER BY id")).rows,
  (await accounts.db.pool.query("SELECT * FROM shops ORDER BY id")).rows,
];

it("makes the demo once, run twice at once and again later, with ids that never change", async () => {
  const seed = () => seedAccounts({ databaseUrl: accounts.databaseUrl });
  const [first, second] = await Promise.all([seed(), seed()]);
  const before = await rows();
  await seed();

  expect(second).toEqual(first);
  expect(await rows()).toEqual(before);
  expect(before.map((table) => table!.length)).toEqual([7, 5]);
  expect(first.shops).toEqual(DEMO_SHOPS);
  expect(DEMO_SHOPS[0]).toEqual({
    id: "shop_67qeahr3jsqzzyzd9vty8ts0fr",
    name: "Harbour Roasters",
    slug: "harbour-roasters",
  });
});

it("lets the three demo people sign in, the merchant owning the first shop and the admin being one", async () => {
  const { demo, shops } = await seedAccounts({ databaseUrl: accounts.databaseUrl });
  const signIn = `mutation ($email: String!, $password: String!) {
    sessionCreate(input: { email: $email, password: $password }) { session { user { id emailVerified } } userErrors { code } }
  }`;
  const ids = new Map<string, string>();
  for (const [name, { email, password }] of Object.entries(demo)) {
    const { data } = await accounts.graphql(signIn, { email, password });
    const { session } = data!["sessionCreate"] as { session: { user: { id: string } } };
    ids.set(name, session.user.id);
  }

  const [shop] = await accounts.db.shops.findByIds([shops[0]!.id]);
  expect(shop!.ownerUserId).toBe(ids.get("merchant"));
  const people = await accounts.db.users.findByIds([...ids.values()]);
  expect(new Map(people.map(({ email, roles }) => [email, roles]))).toEqual(
    new Map([
      [demo.shopper.email, []],
      [demo.merchant.email, []],
      [demo.admin.email, ["ADMIN"]],
    ]),
  );
});
