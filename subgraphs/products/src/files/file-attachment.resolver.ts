import { Arg, Directive, Mutation, Resolver } from "type-graphql";
import { AppError } from "#platform/errors/app-error.ts";
import { Access, sibling } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AttachFileOutcome } from "./attach-file.ts";
import {
  FileAttachInput,
  FileAttachPayload,
  FileDetachInput,
  FileDetachPayload,
  REFUSALS,
} from "./file-attachment.type.ts";
import type { Attachment } from "./file.repository.ts";
import type { FileId, StoredFile } from "./file.ts";
import type { FileType } from "./file.type.ts";

const MAX_REFERENCE_LENGTH = 200;

interface UseCases {
  attachFile: (attachment: Attachment) => Promise<AttachFileOutcome>;
  detachFile: (use: { fileId: FileId; reference: string }) => Promise<boolean>;
}

/** What siblings do with the files of their people. None of it is in the public schema. */
@Resolver()
export class FileAttachmentResolver {
  constructor(private readonly useCases: UseCases) {}

  @Directive("@inaccessible")
  @Access(sibling("accounts"))
  @Mutation(() => FileAttachPayload, {
    description: "For accounts: puts a checked file of a person to use. Safe to repeat with the same reference.",
  })
  async fileAttach(
    @Arg("input", () => FileAttachInput, { description: "Which file, whose, for what." }) input: FileAttachInput,
  ): Promise<FileAttachPayload> {
    requireReference(input.reference);
    const fileId = parseId("file", input.fileId);
    const ownerId = parseId("user", input.ownerUserId);
    if (fileId === null || ownerId === null) return { file: null, refusal: REFUSALS.notFound };
    const { purpose, reference } = input;
    const outcome = await this.useCases.attachFile({ fileId, ownerId, purpose, reference });
    switch (outcome.kind) {
      case "attached":
        return { file: outcome.file as StoredFile & FileType, refusal: null };
      case "notFound":
      case "notReady":
      case "taken":
        return { file: null, refusal: REFUSALS[outcome.kind] };
    }
  }

  @Directive("@inaccessible")
  @Access(sibling("accounts"))
  @Mutation(() => FileDetachPayload, {
    description: "For accounts: ends the use of a file, which is collected a day later. Safe to repeat.",
  })
  async fileDetach(
    @Arg("input", () => FileDetachInput, { description: "Which file, used by what." }) input: FileDetachInput,
  ): Promise<FileDetachPayload> {
    requireReference(input.reference);
    const fileId = parseId("file", input.fileId);
    return { detached: fileId !== null && (await this.useCases.detachFile({ fileId, reference: input.reference })) };
  }
}

/** @throws AppError BAD_USER_INPUT: the caller has a bug, not its user. */
function requireReference(reference: string): void {
  if (reference.length < 1 || reference.length > MAX_REFERENCE_LENGTH) {
    throw new AppError("BAD_USER_INPUT", `reference: 1 to ${MAX_REFERENCE_LENGTH} characters.`);
  }
}
