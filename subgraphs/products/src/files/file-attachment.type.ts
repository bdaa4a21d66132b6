import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import type { AttachFileOutcome } from "./attach-file.ts";
import type { FilePurpose } from "./file.ts";
import { FilePurposeEnum, FileType } from "./file.type.ts";

type Refusal = Exclude<AttachFileOutcome["kind"], "attached">;

export const FILE_ATTACH_REFUSAL = "FileAttachRefusal";
export const FileAttachRefusal = {
  NOT_FOUND: "NOT_FOUND",
  NOT_READY: "NOT_READY",
  TAKEN: "TAKEN",
} as const;
export type FileAttachRefusal = keyof typeof FileAttachRefusal;
registerEnumType(FileAttachRefusal, {
  name: FILE_ATTACH_REFUSAL,
  description: "Why a file cannot be used.",
  valuesConfig: {
    NOT_FOUND: { description: "That person has no such file for this purpose." },
    NOT_READY: { description: "It has not been checked yet, or was rejected." },
    TAKEN: { description: "Something else uses it." },
  },
});

export const REFUSALS: Record<Refusal, FileAttachRefusal> = {
  notFound: "NOT_FOUND",
  notReady: "NOT_READY",
  taken: "TAKEN",
};

@InputType("FileAttachInput", { description: "Which file to use, whose it must be, and for what." })
@Directive("@inaccessible")
export class FileAttachInput {
  @Field(() => ID, { description: "The file." })
  fileId!: string;

  @Field(() => ID, { description: "The person who must own it." })
  ownerUserId!: string;

  @Field(() => FilePurposeEnum, { description: "What it must have been uploaded for." })
  purpose!: FilePurpose;

  @Field(() => String, {
    description: "What uses it, in the caller's words, 1 to 200 characters. A repeat with the same changes nothing.",
  })
  reference!: string;
}

@ObjectType("FileAttachPayload", { description: "The file in use, or why it cannot be." })
@Directive("@inaccessible")
export class FileAttachPayload {
  @Field(() => FileType, { nullable: true, description: "The file, ATTACHED; null when it is refused." })
  file!: FileType | null;

  @Field(() => FileAttachRefusal, { nullable: true, description: "Why it cannot be used; null when it is." })
  refusal!: FileAttachRefusal | null;
}

@InputType("FileDetachInput", { description: "Which use of a file ends." })
@Directive("@inaccessible")
export class FileDetachInput {
  @Field(() => ID, { description: "The file." })
  fileId!: string;

  @Field(() => String, { description: "What has used it, as given when it was attached." })
  reference!: string;
}

@ObjectType("FileDetachPayload", { description: "Whether the use has ended now." })
@Directive("@inaccessible")
export class FileDetachPayload {
  @Field(() => Boolean, { description: "False when nothing of that reference was using it, for instance at a repeat." })
  detached!: boolean;
}
