import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { inject } from "vitest";
import { connectMongo } from "#platform/database/mongo.ts";
import { type FileId, newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import { createUseFiles } from "../authoring/use-files.ts";
import { createCategoryRepository } from "../catalogue/category.repository.ts";
import type { Category } from "../catalogue/category.ts";
import { createProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import { createProjectProducts } from "../catalogue/project-products.ts";
import type { CatalogueJob, FileFormat, RowError } from "../imports/catalogue-job.ts";
import { createFindKnown } from "../imports/find-known.ts";
import { createRunExport } from "../imports/run-export.ts";
import { createRunImport } from "../imports/run-import.ts";
import { createRunCatalogueJob } from "../jobs/run-catalogue-job.ts";
import { openTestDatabase } from "./open-test-database.ts";

export const OWNER = "user_00000000000000000000000001" as UserId;
export const SHOP = "shop_00000000000000000000000001" as ShopId;
export const OTHER_SHOP = "shop_00000000000000000000000002" as ShopId;
export const BASE_URL = "https://media.example";

export interface ImportOptions {
  format?: FileFormat;
  dryRun?: boolean;
  shopId?: ShopId;
}

type Documents = ReturnType<typeof createProductRepository>;

/** Imports and exports on databases of their own, with files that are texts in memory. */
export async function openImportWorld() {
  const db = await openTestDatabase();
  const mongo = connectMongo(inject("mongoUrl"), `plexus_products_test_${randomUUID().slice(0, 8)}`);
  const documents = createProductRepository(mongo.database, BASE_URL);
  const categories = createCategoryRepository(mongo.database);
  await Promise.all([documents.ensureIndexes(), categories.ensureIndexes()]);
  const now = () => new Date();
  const files = new Map<FileId, Uint8Array>();
  const cache = { drop: () => Promise.resolve() };
  const projectProducts = createProjectProducts({ db, documents, categories, cache, now });

  /** `changed` stands in for what a test wants to fail, or to watch. */
  const handlerWith = (changed: { documents?: Partial<Documents>; projectProducts?: typeof projectProducts } = {}) => {
    const used = { ...documents, ...changed.documents };
    const runImport = createRunImport({
      db,
      documents: used,
      projectProducts: changed.projectProducts ?? projectProducts,
      useFiles: createUseFiles({ db, now }),
      findKnownFor: (of) =>
        createFindKnown({ documents: used, categories, files: db.files, publicBaseUrl: BASE_URL }, of),
      openSource: async (fileId) => {
        const bytes = files.get(fileId);
        return bytes ? { sizeBytes: bytes.length, read: () => inPieces(bytes) } : null;
      },
      now,
    });
    const saveExport = async (_: unknown, text: AsyncIterable<string>) => {
      let all = "";
      for await (const part of text) all += part;
      const id = newId("file", now());
      files.set(id, Buffer.from(all));
      return id;
    };
    return createRunCatalogueJob({
      db,
      runImport,
      runExport: createRunExport({ db, documents: used, categories, saveExport, now }),
      now,
    });
  };

  const begin = async (kind: CatalogueJob["kind"], shopId: ShopId, request: object): Promise<string> => {
    const id = newId("job", now());
    const actor = { kind: "USER", userId: OWNER, apiKeyId: null } as const;
    const job = { id, kind, shopId, actor, request: request as never, idempotencyKey: null, createdAt: now() };
    await db.transaction(({ catalogueJobs }) => catalogueJobs.insert(job));
    return id;
  };

  const world = {
    db,
    pool: db.pool,
    documents,
    categories,
    files,
    projectProducts,
    handlerWith,

    async find(id: string): Promise<CatalogueJob> {
      return (await db.catalogueJobs.findVisible({ userId: OWNER, shopIds: [] }, [id])).get(id)!;
    },

    /** All that is stored of what is wrong. */
    async errors(jobId: string): Promise<RowError[]> {
      const page = { limit: 2_000, backward: false, cursor: null };
      const found = await db.catalogueJobs.findErrorPages([jobId], page);
      return found.map(({ row, field, code, sku }) => ({ row, field, code, sku }));
    },

    /** A job of `content` that waits. */
    beginImport(content: string | Uint8Array, options: ImportOptions = {}): Promise<string> {
      const { format = "CSV", dryRun = false, shopId = SHOP } = options;
      const fileId = newId("file", now());
      files.set(fileId, typeof content === "string" ? Buffer.from(content) : content);
      return begin("PRODUCTS_IMPORT", shopId, { fileId, format, dryRun });
    },

    run: (jobId: string, handler = handlerWith(), attempt = 1) =>
      handler.run({ jobId }, { attempt, logger: pino({ level: "silent" }) }),

    /** Imports `content` from begin to end. */
    async import(
      content: string | Uint8Array,
      options: ImportOptions = {},
    ): Promise<{ job: CatalogueJob; errors: RowError[] }> {
      const id = await world.beginImport(content, options);
      await world.run(id);
      return { job: await world.find(id), errors: await world.errors(id) };
    },

    async export(format: FileFormat, shopId = SHOP): Promise<string> {
      const id = await begin("PRODUCTS_EXPORT", shopId, { format, statuses: [] });
      await world.run(id);
      const { resultFileId } = await world.find(id);
      return Buffer.from(files.get(resultFileId!)!).toString("utf8");
    },

    /** Everything that the shop has, in the order of ids. */
    products: (shopId = SHOP): Promise<Product[]> =>
      documents.findOfShop(shopId, { statuses: ["DRAFT", "ACTIVE", "ARCHIVED"], after: "", limit: 100_000 }),

    async productBy(handle: string): Promise<Product | undefined> {
      const id = (await documents.findIdsByHandles([handle])).get(handle);
      return id && (await documents.findByIds([id])).get(id);
    },

    storeCategories: (all: readonly Category[]) => categories.saveMany(all),

    async close() {
      await mongo.database.dropDatabase();
      await Promise.all([mongo.close(), db.close()]);
    },
  };
  return world;
}

/** As a network brings them: cut anywhere. */
async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_537) yield bytes.subarray(from, from + 65_537);
}
