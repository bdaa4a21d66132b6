import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type UserId } from "#platform/ids/id.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import type { GraphQLResponse } from "#platform/neighbour/neighbour.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { readFile, storeFile } from "../testing/store-file.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts({ S3_PUBLIC_BASE_URL: "https://cdn.example/media/" });
});
afterAll(() => test.close());

const aPerson = (): Viewer & { userId: UserId } => ({
  kind: "user",
  userId: newId("user", new Date()),
  sessionId: newId("sess", new Date()),
  scopes: [],
  memberships: [],
});
const mia = aPerson();

const ATTACH = "mutation ($input: FileAttachInput!) { fileAttach(input: $input) { file { id status } refusal } }";
const DETACH = "mutation ($input: FileDetachInput!) { fileDetach(input: $input) { detached } }";
const attach = (fileId: string, changes: object = {}, caller = "accounts") =>
  test.graphql(
    ATTACH,
    { input: { fileId, ownerUserId: mia.userId, purpose: "AVATAR", reference: "avatar of mia", ...changes } },
    { caller },
  );
const detach = (fileId: string, reference = "avatar of mia", caller = "accounts") =>
  test.graphql(DETACH, { input: { fileId, reference } }, { caller });
const look = async (id: string, viewer: Viewer) =>
  (await test.graphql("query ($id: ID!) { file(id: $id) { id status filename url } }", { id }, { viewer })).data![
    "file"
  ];

it("shows a file to everyone from when it is put to use until then no more, and its name to its owner alone", async () => {
  const id = await storeFile(test.pool, { ownerId: mia.userId });
  const url = `https://cdn.example/media/files/${id}/digest/300.webp`;
  for (const viewer of [aPerson(), GUEST]) expect(await look(id, viewer)).toBeNull();
  expect(await look(id, mia)).toEqual({ id, status: "READY", filename: "me.png", url });

  for (let repeat = 0; repeat < 2; repeat++) {
    expect((await attach(id)).data).toEqual({ fileAttach: { file: { id, status: "ATTACHED" }, refusal: null } });
  }
  for (const viewer of [aPerson(), GUEST]) {
    expect(await look(id, viewer)).toEqual({ id, status: "ATTACHED", filename: null, url });
  }
  expect((await attach(id, { reference: "other" })).data).toEqual({ fileAttach: { file: null, refusal: "TAKEN" } });

  expect((await detach(id)).data).toEqual({ fileDetach: { detached: true } });
  expect((await detach(id)).data).toEqual({ fileDetach: { detached: false } });
  expect(await look(id, GUEST)).toBeNull();
});

it("does not delete what is in use, for nobody", async () => {
  const id = await storeFile(test.pool, { ownerId: mia.userId, status: "ATTACHED" });
  const before = await readFile(test.pool, id);
  const remove = (viewer: Viewer) =>
    test.graphql(
      "mutation ($input: FileDeleteInput!) { fileDelete(input: $input) { deletedFileId userErrors { code field } } }",
      { input: { fileId: id } },
      { viewer },
    );
  const refused = (code: string) => ({
    fileDelete: { deletedFileId: null, userErrors: [{ code, field: ["fileId"] }] },
  });
  expect((await remove(mia)).data).toEqual(refused("IN_USE"));
  expect((await remove(aPerson())).data).toEqual(refused("NOT_FOUND"));
  expect(await readFile(test.pool, id)).toEqual(before);
});

it("says why a file cannot be used", async () => {
  const pending = await storeFile(test.pool, { ownerId: mia.userId, status: "PENDING" });
  const foreign = await storeFile(test.pool, { ownerId: aPerson().userId });
  const media = await storeFile(test.pool, { ownerId: mia.userId, purpose: "PRODUCT_MEDIA" });
  const refusals = await Promise.all(
    [pending, foreign, media, newId("file", new Date()), "nonsense"].map(async (id) => (await attach(id)).data),
  );
  expect(refusals).toEqual(
    ["NOT_READY", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND"].map((refusal) => ({
      fileAttach: { file: null, refusal },
    })),
  );
});

it("is for accounts alone, and takes only references that it can keep", async () => {
  const id = await storeFile(test.pool, { ownerId: mia.userId });
  const before = await readFile(test.pool, id);
  const codes = (answers: readonly GraphQLResponse[]) => answers.map(({ errors }) => errors?.[0]?.extensions?.["code"]);
  const strangers = ["router", "orders"].flatMap((caller) => [attach(id, {}, caller), detach(id, "x", caller)]);
  expect(codes(await Promise.all(strangers))).toEqual(strangers.map(() => "FORBIDDEN"));
  const odd = [attach(id, { reference: "" }), attach(id, { reference: "x".repeat(201) }), detach(id, "")];
  expect(codes(await Promise.all(odd))).toEqual(odd.map(() => "BAD_USER_INPUT"));
  expect(await readFile(test.pool, id)).toEqual(before);
});

it("gives the address of the size that fits, in the format that is asked for, below the public base", async () => {
  const id = await storeFile(test.pool, { ownerId: mia.userId, status: "ATTACHED" });
  const { data } = await test.graphql(
    `query ($id: ID!) { file(id: $id) {
      tiny: url(width: 1) exact: url(width: 160) next: url(width: 161) huge: url(width: 9000)
      webp: url(format: WEBP) avif: url(width: 10, format: AVIF) } }`,
    { id },
  );
  const at = (name: string) => `https://cdn.example/media/files/${id}/digest/${name}`;
  expect(data!["file"]).toEqual({
    tiny: at("160.webp"),
    exact: at("160.webp"),
    next: at("300.webp"),
    huge: at("300.webp"),
    webp: at("300.webp"),
    avif: at("160.avif"),
  });
});
