import type { JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import { createUseFiles } from "../authoring/use-files.ts";
import type { CategoryRepository } from "../catalogue/category.repository.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import { createRunCatalogueJob } from "../jobs/run-catalogue-job.ts";
import { createTidyCatalogueJobs } from "../jobs/tidy-catalogue-jobs.ts";
import { createCancelJob } from "./cancel-job.ts";
import { createFindKnown } from "./find-known.ts";
import { JobResolver } from "./job.resolver.ts";
import { createRunExport, type SaveExport } from "./run-export.ts";
import { createRunImport, type ImportSource } from "./run-import.ts";
import { createStartExport, createStartImport } from "./start-job.ts";
import type { FileId } from "#platform/ids/id.ts";

/** Imports and exports: use cases → resolvers, jobs. */
export function wireImports(deps: {
  db: ProductsDatabase;
  documents: ProductRepository;
  categories: CategoryRepository;
  projectProducts: ProjectProducts;
  publicBaseUrl: string;
  openSource: (fileId: FileId) => Promise<ImportSource | null>;
  saveExport: SaveExport;
  now: Now;
}): { resolvers: [JobResolver]; jobs: JobHandler[] } {
  const { db, documents, categories, projectProducts, publicBaseUrl, openSource, saveExport, now } = deps;
  const runImport = createRunImport({
    db,
    documents,
    projectProducts,
    useFiles: createUseFiles({ db, now }),
    findKnownFor: (of) => createFindKnown({ documents, categories, files: db.files, publicBaseUrl }, of),
    openSource,
    now,
  });
  const runExport = createRunExport({ db, documents, categories, saveExport, now });
  const useCases = {
    startImport: createStartImport({ db, now }),
    startExport: createStartExport({ db, now }),
    cancelJob: createCancelJob({ db, now }),
  };
  return {
    resolvers: [new JobResolver(useCases, db.catalogueJobs)],
    jobs: [createRunCatalogueJob({ db, runImport, runExport, now }), createTidyCatalogueJobs({ db, now })],
  };
}
