import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { AppError } from "#platform/errors/app-error.ts";
import { Access, signedIn } from "#platform/graphql/access.ts";
import { parseId, type UserId } from "#platform/ids/id.ts";
import { type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { ProductsContext } from "../context.ts";
import type { CompleteUpload } from "./complete-upload.ts";
import type { CreateUpload } from "./create-upload.ts";
import type { DeleteFile } from "./delete-file.ts";
import type { StoredFile } from "./file.ts";
import type { FileType } from "./file.type.ts";
import {
  FileDeleteInput,
  FileDeletePayload,
  type FileErrorCode,
  fileUserError,
  UploadCompleteInput,
  UploadCompletePayload,
  UploadCreateInput,
  UploadCreatePayload,
} from "./upload.type.ts";

/** Uploads, for the person who makes them. */
@Resolver()
export class UploadResolver {
  constructor(
    private readonly useCases: { createUpload: CreateUpload; completeUpload: CompleteUpload; deleteFile: DeleteFile },
  ) {}

  @Access(signedIn())
  @Mutation(() => UploadCreatePayload, {
    description:
      "Begins the upload of a file: returns a form to post it with, straight to the storage. For signed-in people.",
  })
  async uploadCreate(
    @Arg("input", () => UploadCreateInput, { description: "What is going to be uploaded." }) input: UploadCreateInput,
    @Ctx() { viewer }: ProductsContext,
  ): Promise<UploadCreatePayload> {
    const outcome = await this.useCases.createUpload(requireUserId(viewer), input);
    switch (outcome.kind) {
      case "created": {
        const { file, form } = outcome;
        const fields = form.fields.map((field) => ({ ...field }));
        return { upload: { file: toNode(file), url: form.url, fields, expiresAt: file.expiresAt }, userErrors: [] };
      }
      case "refused":
        return { upload: null, userErrors: outcome.problems.map(({ code, field }) => fileUserError(code, field)) };
    }
  }

  @Access(signedIn({ note: "their own files" }))
  @Mutation(() => UploadCompletePayload, {
    description: "Says that the form was posted, and has the file checked. Safe to repeat.",
  })
  async uploadComplete(
    @Arg("input", () => UploadCompleteInput, { description: "Which upload." }) input: UploadCompleteInput,
    @Ctx() { viewer }: ProductsContext,
  ): Promise<UploadCompletePayload> {
    const refused = (code: FileErrorCode) => ({ file: null, userErrors: [fileUserError(code, ["fileId"])] });
    const userId = requireUserId(viewer);
    const fileId = parseId("file", input.fileId);
    if (fileId === null) return refused("NOT_FOUND");
    const outcome = await this.useCases.completeUpload(userId, fileId);
    switch (outcome.kind) {
      case "known":
        return { file: toNode(outcome.file), userErrors: [] };
      case "notFound":
        return refused("NOT_FOUND");
      case "notUploaded":
        return refused("NOT_UPLOADED");
      case "expired":
        return refused("UPLOAD_EXPIRED");
    }
  }

  @Access(signedIn({ note: "their own files" }))
  @Mutation(() => FileDeletePayload, {
    description: "Deletes a file of one's own that nothing uses. Safe to repeat.",
  })
  async fileDelete(
    @Arg("input", () => FileDeleteInput, { description: "Which file." }) input: FileDeleteInput,
    @Ctx() { viewer }: ProductsContext,
  ): Promise<FileDeletePayload> {
    const refused = (code: FileErrorCode) => ({ deletedFileId: null, userErrors: [fileUserError(code, ["fileId"])] });
    const userId = requireUserId(viewer);
    const fileId = parseId("file", input.fileId);
    if (fileId === null) return refused("NOT_FOUND");
    const outcome = await this.useCases.deleteFile(userId, fileId);
    switch (outcome.kind) {
      case "deleted":
        return { deletedFileId: fileId, userErrors: [] };
      case "notFound":
        return refused("NOT_FOUND");
      case "attached":
        return refused("IN_USE");
    }
  }
}

/** The stored file is the parent that the fields of File are read from; only people who may see it get that far. */
const toNode = (file: StoredFile): FileType => file as StoredFile & FileType;

/** @throws AppError UNAUTHENTICATED for a guest. */
function requireUserId(viewer: Viewer): UserId {
  const userId = viewerUserId(viewer);
  if (userId === null) throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return userId;
}
