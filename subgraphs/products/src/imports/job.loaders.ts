import DataLoader from "dataloader";
import { createPageLoader } from "#platform/database/page-loader.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { CatalogueJob } from "./catalogue-job.ts";
import type { CatalogueJobReads } from "./catalogue-job-reads.repository.ts";
import { sightOf } from "./job-sight.ts";

/** Made once per request, for one viewer: a longer-lived cache would show one shop's jobs to another. */
export const createJobLoaders = (jobs: CatalogueJobReads, viewer: Viewer) => ({
  /** What the viewer may see of it; null otherwise. */
  jobById: new DataLoader<string, CatalogueJob | null>(async (ids) => {
    const found = await jobs.findVisible(sightOf(viewer), ids);
    return ids.map((id) => found.get(id) ?? null);
  }),
  jobErrorPage: createPageLoader({ findPages: jobs.findErrorPages, ownerOf: ({ jobId }) => jobId }),
});

export type JobLoaders = ReturnType<typeof createJobLoaders>;
