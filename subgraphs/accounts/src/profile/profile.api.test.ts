import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { GUEST, NO_CLIENT, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import type { GraphQLRequest } from "#platform/neighbour/neighbour.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { createSettleAvatarJob } from "../jobs/settle-avatar.ts";
import { createProductsClient } from "../clients/products.client.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { PATIENCE, startAccounts, type TestAccounts } from "../testing/start-accounts.ts";
import { createUpdateAccount } from "./update-account.ts";

/** Products as far as pictures go: which file is used by whom, and what else it is asked to say. */
const used = new Map<string, string>();
const asked: string[] = [];
let refusal: string | null = null;
let isAway = false;
const products = {
  graphql: async ({ query, variables }: GraphQLRequest) => {
    const { fileId, reference } = variables!["input"] as { fileId: string; reference: string };
    const isAttach = query.includes("fileAttach");
    asked.push(`${isAttach ? "attach" : "detach"} ${fileId} ${reference}`);
    if (isAway) throw new AppError("UNAVAILABLE", "products is not available. Try again.");
    if (!isAttach) return { data: { fileDetach: { detached: used.get(fileId) === reference && used.delete(fileId) } } };
    if (refusal) return { data: { fileAttach: { file: null, refusal } } };
    used.set(fileId, reference);
    return { data: { fileAttach: { file: { id: fileId }, refusal: null } } };
  },
};

let accounts: TestAccounts;
let worker: RunningJobs;
beforeAll(async () => {
  accounts = await startAccounts(undefined, {}, { products });
  worker = await accounts.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await accounts.close();
});
beforeEach(() => {
  asked.length = 0;
  refusal = null;
  isAway = false;
});

const update = async (viewer: Viewer, input: Record<string, unknown>) =>
  accounts.graphql(
    `mutation ($input: AccountUpdateInput!) { accountUpdate(input: $input) {
      user { fullName displayName phone version avatar { id } } userErrors { code field }
    } }`,
    { input },
    { viewer },
  );
const updated = (user: Record<string, unknown>) => ({ data: { accountUpdate: { user, userErrors: [] } } });
const refusedWith = (...userErrors: { code: string; field: string[] }[]) => ({
  data: { accountUpdate: { user: null, userErrors } },
});
const rowOf = async (id: string) =>
  (await accounts.db.pool.query("SELECT full_name, phone, avatar_file_id, version FROM users WHERE id = $1", [id]))
    .rows[0];
const newFile = () => newId("file", accounts.now());

it("changes what is given, leaves what is absent, and takes phone and picture away for null", async () => {
  const user = await insertUser(accounts.db);
  const viewer = viewerOf(user);
  const fileId = newFile();

  expect(await update(viewer, { phone: "+49 (151) 1234-5678", avatarFileId: fileId })).toEqual(
    updated({
      fullName: "Mia Berg",
      displayName: "Mia B.",
      phone: "+4915112345678",
      version: 2,
      avatar: { id: fileId },
    }),
  );
  expect(await update(viewer, { fullName: " Mia Sommer " })).toEqual(
    updated({
      fullName: "Mia Sommer",
      displayName: "Mia S.",
      phone: "+4915112345678",
      version: 3,
      avatar: { id: fileId },
    }),
  );
  expect(await update(viewer, { phone: null, avatarFileId: null })).toEqual(
    updated({ fullName: "Mia Sommer", displayName: "Mia S.", phone: null, version: 4, avatar: null }),
  );
  expect(await update(viewer, {})).toMatchObject(updated({ version: 4 }));

  await expect.poll(() => used.has(fileId), PATIENCE).toBe(false);
  expect(asked).toEqual([`attach ${fileId} ${user.id}`, `detach ${fileId} ${user.id}`]);
  const { rows } = await accounts.db.pool.query(
    "SELECT before, after FROM audit_entries WHERE subject_id = $1 ORDER BY occurred_at, id",
    [user.id],
  );
  expect(rows).toHaveLength(3);
  expect(rows[0]).toEqual({
    before: { phone: "[personal]", avatarFileId: null, version: 1 },
    after: { phone: "[personal]", avatarFileId: fileId, version: 2 },
  });
  expect(JSON.stringify(rows)).not.toMatch(/Sommer|4915112345678/);
});

it("names everything that is wrong at once, and changes and asks nothing", async () => {
  const user = await insertUser(accounts.db);
  const before = await rowOf(user.id);

  expect(
    await update(viewerOf(user), { fullName: "p\u0430ypal", phone: "none\u0000", avatarFileId: "x".repeat(10_000) }),
  ).toEqual(
    refusedWith(
      { code: "INVALID_FULL_NAME", field: ["fullName"] },
      { code: "INVALID_PHONE", field: ["phone"] },
      { code: "FILE_NOT_FOUND", field: ["avatarFileId"] },
    ),
  );

  expect(await rowOf(user.id)).toEqual(before);
  expect(asked).toEqual([]);
});

it("answers a stale version with what the profile is now", async () => {
  const user = await insertUser(accounts.db);
  const viewer = viewerOf(user);
  await update(viewer, { fullName: "Mia Sommer", expectedVersion: 1 });

  const answer = await update(viewer, { fullName: "Mia Winter", avatarFileId: newFile(), expectedVersion: 1 });

  expect(answer.data!["accountUpdate"]).toMatchObject({
    user: { fullName: "Mia Sommer", version: 2 },
    userErrors: [{ code: "CONFLICT", field: ["expectedVersion"] }],
  });
  expect(asked).toEqual([]);
});

it("lets one of four changes of one version at once through", async () => {
  const user = await insertUser(accounts.db);
  const allAttached = createBarrier(4);
  const race = createUpdateAccount({
    db: accounts.db,
    products: { attachAvatar: async () => (await allAttached(), "attached"), detachAvatar: async () => {} },
    now: accounts.now,
  });
  const actor = { viewer: viewerOf(user), client: NO_CLIENT, requestId: "req_1" };

  const outcomes = await Promise.all(
    Array.from({ length: 4 }, () => race(actor, { avatarFileId: newFile(), expectedVersion: 1 })),
  );

  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["conflict", "conflict", "conflict", "updated"]);
  const winner = outcomes.find(({ kind }) => kind === "updated") as { user: { avatarFileId: string } };
  expect(await rowOf(user.id)).toMatchObject({ avatar_file_id: winner.user.avatarFileId, version: 2 });
  expect(outcomes.every((outcome) => "user" in outcome && outcome.user.version === 2)).toBe(true);
});

it.each([
  ["NOT_FOUND", "FILE_NOT_FOUND"],
  ["NOT_READY", "FILE_NOT_READY"],
  ["TAKEN", "FILE_TAKEN"],
])("says of a file that products refuses with %s: %s, and changes nothing", async (reason, code) => {
  const user = await insertUser(accounts.db);
  refusal = reason;

  expect(await update(viewerOf(user), { fullName: "Mia Sommer", avatarFileId: newFile() })).toEqual(
    refusedWith({ code, field: ["avatarFileId"] }),
  );
  expect(await rowOf(user.id)).toMatchObject({ full_name: "Mia Berg", avatar_file_id: null, version: 1 });
});

it("changes nothing while products is away, gives the file back later, and needs products for a picture only", async () => {
  const user = await insertUser(accounts.db);
  const fileId = newFile();
  isAway = true;

  expect(await update(viewerOf(user), { avatarFileId: fileId })).toMatchObject({
    errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
  });
  expect(await update(viewerOf(user), { fullName: "Mia Sommer" })).toMatchObject(updated({ version: 2 }));

  const { rows } = await accounts.db.pool.query(
    "SELECT 1 FROM graphile_worker._private_jobs WHERE payload->>'fileId' = $1 AND run_at > now()",
    [fileId],
  );
  expect(rows).toHaveLength(1);
});

it("settles what products thinks of a file: in use when it is the person's picture, else not, as often as asked", async () => {
  const user = await insertUser(accounts.db);
  const [current, former] = [newFile(), newFile()];
  used.set(former, user.id);
  await accounts.db.pool.query("UPDATE users SET avatar_file_id = $2 WHERE id = $1", [user.id, current]);
  const neighbour = { name: "products", ...products } as never;
  const job = createSettleAvatarJob({ db: accounts.db, products: createProductsClient(() => neighbour) });
  const run = { attempt: 1, logger: { warn: () => {} } as never };

  for (let index = 0; index < 2; index++) {
    for (const fileId of [current, former]) await job.run({ userId: user.id, fileId }, run);
  }
  expect(used.get(current)).toBe(user.id);
  expect(used.has(former)).toBe(false);

  isAway = true;
  await expect(job.run({ userId: user.id, fileId: former }, run)).rejects.toThrow();
});

it("shows everyone the picture and the display name, and nobody else the rest", async () => {
  const user = await insertUser(accounts.db);
  const fileId = newFile();
  await update(viewerOf(user), { avatarFileId: fileId, phone: "+4915112345678" });

  const { data } = await accounts.graphql(
    `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { displayName avatar { id } phone fullName } } }`,
    { id: user.id },
  );

  expect(data!["_entities"]).toEqual([{ displayName: "Mia B.", avatar: { id: fileId }, phone: null, fullName: null }]);
});

it("is for people who are signed in", async () => {
  const key: Viewer = {
    kind: "apiKey",
    apiKeyId: "key_1",
    userId: "user_1",
    scopes: ["account:read"],
    memberships: [],
  };
  expect(await update(GUEST, {})).toMatchObject({ data: null, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  expect(await update(key, {})).toMatchObject({ data: null, errors: [{ extensions: { code: "FORBIDDEN" } }] });
});
