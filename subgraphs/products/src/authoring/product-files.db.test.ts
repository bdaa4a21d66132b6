import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { connectMongo } from "#platform/database/mongo.ts";
import { type Actor, NO_CLIENT } from "#platform/identity/viewer.ts";
import { type FileId, newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { createCategoryRepository } from "../catalogue/category.repository.ts";
import { createProductRepository } from "../catalogue/product.repository.ts";
import { createProjectProducts } from "../catalogue/project-products.ts";
import { createSettleProductFilesJob } from "../jobs/settle-product-files.ts";
import { keyOf, memberOf } from "../testing/member-viewer.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countJobs, readFile, storeFile } from "../testing/store-file.ts";
import { createChangeProduct } from "./change-product.ts";
import { createCreateProduct } from "./create-product.ts";
import { createFindReferences } from "./find-references.ts";
import { createUpdateProduct } from "./update-product.ts";
import { createUseFiles } from "./use-files.ts";

const BASE = "https://cdn.example";
const now = () => new Date();
const shopId = newId("shop", now());
const viewer = memberOf(shopId);
const actor: Actor = { viewer, client: NO_CLIENT, requestId: "req_of_the_write" };

const db = await openTestDatabase();
const mongo = connectMongo(inject("mongoUrl"), `plexus_products_test_${randomUUID().slice(0, 8)}`);
const documents = createProductRepository(mongo.database, BASE);
const categories = createCategoryRepository(mongo.database);
const projectProducts = createProjectProducts({
  db,
  documents,
  categories,
  cache: { drop: () => Promise.resolve() },
  now,
});
const useFiles = createUseFiles({ db, now });
const findReferences = createFindReferences({ categories, files: db.files, publicBaseUrl: BASE });
const create = createCreateProduct({ db, documents, findReferences, projectProducts, useFiles, now });
const changeProduct = createChangeProduct({ db, documents, projectProducts, useFiles, now });
const update = createUpdateProduct({ changeProduct, findReferences, documents });
beforeAll(async () => {
  await documents.ensureIndexes();
});
afterAll(async () => {
  await mongo.database.dropDatabase();
  await Promise.all([mongo.close(), db.close()]);
});

const aFile = () => storeFile(db.pool, { ownerId: viewer.userId, purpose: "PRODUCT_MEDIA" });
const useOf = async (id: FileId) => {
  const { status, reference } = (await readFile(db.pool, id))!;
  return [status, reference];
};
async function aProduct(...fileIds: FileId[]) {
  const outcome = await create(actor, { shopId, title: "Lamp", media: fileIds.map((fileId) => ({ fileId })) });
  if (outcome.kind !== "created") throw new Error(JSON.stringify(outcome));
  return outcome.product;
}

it("uses the files that the product shows, and frees those that it shows no more", async () => {
  const [first, second, third] = [await aFile(), await aFile(), await aFile()];
  const product = await aProduct(first, second);
  expect(await Promise.all([first, second].map(useOf))).toEqual([
    ["ATTACHED", product.id],
    ["ATTACHED", product.id],
  ]);
  const changed = await update(actor, {
    productId: product.id,
    media: [{ fileId: third, alt: "Third" }, { fileId: first }],
  });
  expect(changed).toMatchObject({
    kind: "changed",
    product: {
      media: [
        { fileId: third, alt: "Third", url: `${BASE}/files/${third}/digest/300.webp` },
        { fileId: first, alt: "Lamp" },
      ],
    },
  });
  expect(await Promise.all([first, second, third].map(useOf))).toEqual([
    ["ATTACHED", product.id],
    ["READY", null],
    ["ATTACHED", product.id],
  ]);
});

it("keeps the keys of pictures in the document, so that the bucket can have another address tomorrow", async () => {
  const product = await aProduct(await aFile());
  const elsewhere = createProductRepository(mongo.database, "https://elsewhere.example");
  const [here, there] = await Promise.all([documents, elsewhere].map((each) => each.findByIds([product.id])));
  expect(there!.get(product.id)!.media[0]!.url).toBe(
    here!.get(product.id)!.media[0]!.url.replace(BASE, "https://elsewhere.example"),
  );
});

it("takes the pictures of a program's owner, and keeps those that another member has put there", async () => {
  const file = await aFile();
  const program = await create(
    { ...actor, viewer: keyOf(viewer) },
    { shopId, title: "By a program", media: [{ fileId: file }] },
  );
  expect(program.kind).toBe("created");
  const product = await aProduct(await aFile());
  const colleague: Actor = { ...actor, viewer: memberOf(shopId) };
  const { fileId } = product.media[0]!;
  const changed = await update(colleague, { productId: product.id, media: [{ fileId, alt: "Seen anew" }] });
  expect(changed).toMatchObject({ kind: "changed", product: { media: [{ fileId, alt: "Seen anew" }] } });
});

it("gives one file to one of two products that want it at once, and the other learns it", async () => {
  const file = await aFile();
  const bothHaveLooked = createBarrier(2);
  const racing = createCreateProduct({
    db,
    documents,
    async findReferences(...args) {
      const found = await findReferences(...args);
      await bothHaveLooked();
      return found;
    },
    projectProducts,
    useFiles,
    now,
  });
  const outcomes = await Promise.all(
    ["One", "Other"].map((title) => racing(actor, { shopId, title, media: [{ fileId: file }] })),
  );
  const created = outcomes.filter((outcome) => outcome.kind === "created");
  expect(created).toHaveLength(1);
  expect(outcomes).toContainEqual({
    kind: "refused",
    problems: [{ code: "FILE_IN_USE", field: ["media", "0", "fileId"] }],
  });
  expect(await useOf(file)).toEqual(["ATTACHED", created[0]!.product.id]);
});

it("leaves the files of a product that was refused in the last moment free, and by a job those of one that was never stored", async () => {
  const [file, lost] = [await aFile(), await aFile()];
  await aProduct();
  const taken = createCreateProduct({
    db,
    documents: { ...documents, findIdsByHandles: () => Promise.resolve(new Map()) },
    findReferences,
    projectProducts,
    useFiles,
    now,
  });
  const input = { shopId, title: "Lamp", handle: "lamp" };
  expect(await taken(actor, { ...input, media: [{ fileId: file }] })).toMatchObject({
    kind: "refused",
    problems: [{ code: "HANDLE_TAKEN" }],
  });
  expect(await useOf(file)).toEqual(["READY", null]);

  const before = await countJobs(db.pool, "products.settle-product-files");
  const died = new Error("the process is gone");
  const dying = createCreateProduct({
    db,
    documents: { ...documents, insert: () => Promise.reject(died) },
    findReferences,
    projectProducts,
    useFiles,
    now,
  });
  await expect(dying(actor, { shopId, title: "Lost", media: [{ fileId: lost }] })).rejects.toBe(died);
  const [status, productId] = await useOf(lost);
  expect(status).toBe("ATTACHED");
  expect(await countJobs(db.pool, "products.settle-product-files")).toBe(before + 1);

  const settle = createSettleProductFilesJob({ documents, useFiles });
  const run = { attempt: 1, logger: pino({ level: "silent" }) };
  await settle.run({ productId: String(productId), fileIds: [lost] }, run);
  expect(await useOf(lost)).toEqual(["READY", null]);
  const used = await aFile();
  const product = await aProduct(used);
  await settle.run({ productId: product.id, fileIds: [used] }, run);
  expect(await useOf(used)).toEqual(["ATTACHED", product.id]);
});
