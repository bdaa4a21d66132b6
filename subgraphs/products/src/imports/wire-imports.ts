import type { Now } from "#platform/time/clock.ts";
import { createUseFiles } from "../authoring/use-files.ts";
import type { CategoryRepository } from "../catalogue/category.repository.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import type { FileStorage } from "../files/file-storage.ts";
import { createStoreExport } from "../files/store-export.ts";
import { createRunCatalogueJob } from "../jobs/run-catalogue-job.ts";
import { createTidyCatalogueJobs } from "../jobs/tidy-catalogue-jobs.ts";
import { createCancelJob } from "./cancel-job.ts";
import { createFindKnown } from "./find-known.ts";
import { createOpenSource, createSaveExport } from "./job-files.ts";
import { createRunExport } from "./run-export.ts";
import { createRunImport } from "./run-import.ts";
import { createStartExport, createStartImport } from "./start-job.ts";

/** Imports and exports: use cases, jobs. */
export function wireImports(deps: {
  db: ProductsDatabase;
  documents: ProductRepository;
  categories: CategoryRepository;
  projectProducts: ProjectProducts;
  publicBaseUrl: string;
  storage: Pick<FileStorage, "readDocument" | "putDocument">;
  now: Now;
}) {
  const { db, documents, categories, projectProducts, publicBaseUrl, storage, now } = deps;
  const runImport = createRunImport({
    db,
    documents,
    projectProducts,
    useFiles: createUseFiles({ db, now }),
    findKnownFor: (of) => createFindKnown({ documents, categories, files: db.files, publicBaseUrl }, of),
    openSource: createOpenSource({ db, storage }),
    now,
  });
  const saveExport = createSaveExport(createStoreExport({ db, storage, now }));
  const runExport = createRunExport({ db, documents, categories, saveExport, now });
  return {
    useCases: {
      startImport: createStartImport({ db, now }),
      startExport: createStartExport({ db, now }),
      cancelJob: createCancelJob({ db, now }),
    },
    reads: db.catalogueJobs,
    jobs: [createRunCatalogueJob({ db, runImport, runExport, now }), createTidyCatalogueJobs({ db, now })],
  };
}
