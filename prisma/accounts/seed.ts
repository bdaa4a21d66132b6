import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import type { StaffRole } from "#platform/identity/scope.ts";
import { type Id, type IdPrefix, idFromBytes, type ShopId, type UserId } from "#platform/ids/id.ts";
import { createPasswordHasher } from "../../subgraphs/accounts/src/password/password-hasher.ts";

export interface DemoShop {
  id: ShopId;
  name: string;
  slug: string;
}

export interface DemoSignIn {
  email: string;
  password: string;
}

/** The same id on every machine, made from what the thing is called. */
const fixedId = <Prefix extends IdPrefix>(prefix: Prefix, name: string): Id<Prefix> =>
  idFromBytes(prefix, createHash("sha256").update(`plexus demo ${prefix} ${name}`).digest().subarray(0, 16));

const shop = (slug: string, name: string, description: string) => ({
  id: fixedId("shop", slug),
  slug,
  name,
  description,
});

const SHOPS = [
  shop(
    "harbour-roasters",
    "Harbour Roasters",
    "Coffee roasted by the quay every Tuesday, and all it takes to brew it well.",
  ),
  shop("fjord-and-fell", "Fjord & Fell", "Clothes and gear for people who go out in any weather."),
  shop("oak-and-linen", "Oak & Linen", "Furniture, textiles and tableware from small workshops."),
  shop("lumen-electronics", "Lumen Electronics", "Lamps, speakers and desk gear that can be repaired."),
  shop("pagewell-books", "Pagewell Books", "New and second-hand books, stationery and prints."),
];

/** The demo shops, in the order that the first one is the demo merchant's. */
export const DEMO_SHOPS: readonly DemoShop[] = SHOPS.map(({ id, name, slug }) => ({ id, name, slug }));

export const DEMO_SIGN_INS = {
  shopper: { email: "shopper@demo.plexus.test", password: "plexus-demo-shopper" },
  merchant: { email: "merchant@demo.plexus.test", password: "plexus-demo-merchant" },
  admin: { email: "admin@demo.plexus.test", password: "plexus-demo-admin" },
} as const satisfies Record<string, DemoSignIn>;

interface DemoUser {
  id: UserId;
  email: string;
  /** Null for owners whom nobody signs in as. */
  password: string | null;
  fullName: string;
  roles: StaffRole[];
}

const user = (email: string, fullName: string, password: string | null, roles: StaffRole[] = []): DemoUser => ({
  id: fixedId("user", email),
  email,
  fullName,
  password,
  roles,
});

const { shopper, merchant, admin } = DEMO_SIGN_INS;

/** One per shop, in the same order. */
const OWNERS = [
  user(merchant.email, "Nora Lindqvist", merchant.password),
  user("fjord-and-fell@demo.plexus.test", "Eirik Solberg", null),
  user("oak-and-linen@demo.plexus.test", "Camille Moreau", null),
  user("lumen-electronics@demo.plexus.test", "Tomasz Zieliński", null),
  user("pagewell-books@demo.plexus.test", "Amara Okafor", null),
];

const USERS = [
  ...OWNERS,
  user(shopper.email, "Mia Berg", shopper.password),
  user(admin.email, "Jonas Weber", admin.password, ["ADMIN"]),
];

const OPENED_AT = "2026-01-05T09:00:00Z";
/** Any number; two seeds at once take turns. */
const LOCK_KEY = 7_245_003;

/**
 * Makes the demo shops, their owners and the demo sign-ins, all or nothing. What is there already stays as it is, so
 * it may be run again; then it hashes nothing.
 */
export async function seedAccounts({ databaseUrl }: { databaseUrl: string }): Promise<{
  shops: DemoShop[];
  demo: { shopper: DemoSignIn; merchant: DemoSignIn; admin: DemoSignIn };
}> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEY]);
    await insertUsers(client);
    await insertShops(client);
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
  return { shops: [...DEMO_SHOPS], demo: DEMO_SIGN_INS };
}

async function insertUsers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM users WHERE id = ANY($1)", [
    USERS.map(({ id }) => id),
  ]);
  const present = new Set(rows.map(({ id }) => id));
  const passwords = createPasswordHasher();
  for (const { id, email, password, fullName, roles } of USERS.filter((each) => !present.has(each.id))) {
    const hash = await passwords.hash(password ?? randomBytes(32).toString("base64url"));
    await client.query(
      `INSERT INTO users (id, email, password_hash, full_name, roles, email_verified_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)`,
      [id, email, hash, fullName, roles, OPENED_AT],
    );
  }
  await passwords.close();
}

async function insertShops(client: pg.Client): Promise<void> {
  for (const [index, { id, slug, name, description }] of SHOPS.entries()) {
    await client.query(
      `INSERT INTO shops (id, owner_user_id, name, handle, description, created_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
      [id, OWNERS[index]!.id, name, slug, description, OPENED_AT],
    );
  }
}
