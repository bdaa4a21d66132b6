import { z } from "zod";
import { parseId } from "#platform/ids/id.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { FileStorage } from "../files/file-storage.ts";

/** Failing for good leaves one upload in the bucket, which nobody can read; deleting the file takes it too. */
export const deleteUpload = defineJob({
  name: "products.delete-upload",
  input: z.object({ fileId: z.string() }),
  maxAttempts: 12,
});

/** Deletes what a form has brought in after its file was checked. Runs when the form can bring no more. */
export const createDeleteUploadJob = (storage: Pick<FileStorage, "deleteUpload">): JobHandler =>
  handleJob(deleteUpload, ({ fileId }) => storage.deleteUpload(parseId("file", fileId)!));
