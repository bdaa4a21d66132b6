import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { UploadProblem } from "./create-upload.ts";
import type { FilePurpose } from "./file.ts";
import { FilePurposeEnum, FileType } from "./file.type.ts";

export const FileErrorCode = {
  PURPOSE_NOT_UPLOADED: "PURPOSE_NOT_UPLOADED",
  INVALID_FILENAME: "INVALID_FILENAME",
  UNSUPPORTED_TYPE: "UNSUPPORTED_TYPE",
  INVALID_SIZE: "INVALID_SIZE",
  TOO_MANY_FILES: "TOO_MANY_FILES",
  TOO_MANY_BYTES: "TOO_MANY_BYTES",
  NOT_FOUND: "NOT_FOUND",
  NOT_UPLOADED: "NOT_UPLOADED",
  UPLOAD_EXPIRED: "UPLOAD_EXPIRED",
  IN_USE: "IN_USE",
} as const satisfies Record<UploadProblem["code"] | "NOT_FOUND" | "NOT_UPLOADED" | "UPLOAD_EXPIRED" | "IN_USE", string>;
export type FileErrorCode = keyof typeof FileErrorCode;

registerEnumType(FileErrorCode, {
  name: "FileErrorCode",
  description: "What can be wrong with a file or its upload.",
  valuesConfig: {
    PURPOSE_NOT_UPLOADED: { description: "Files for this purpose are made by the server and never uploaded." },
    INVALID_FILENAME: {
      description:
        "A name has 1 to 255 characters, none of them a slash, a control character or a change of direction.",
    },
    UNSUPPORTED_TYPE: { description: "Pictures are JPEG, PNG, WebP or AVIF, imports are CSV or JSON Lines." },
    INVALID_SIZE: { description: "A picture has 1 to 10485760 bytes, an import 1 to 104857600." },
    TOO_MANY_FILES: { description: "100 files of this person wait to be used. Use or delete some." },
    TOO_MANY_BYTES: { description: "Files that wait to be used would come to more than 500 MiB. Use or delete some." },
    NOT_FOUND: { description: "The person has no such file." },
    NOT_UPLOADED: {
      description: "Nothing was uploaded, or something else than was declared. Post the form, then repeat.",
    },
    UPLOAD_EXPIRED: { description: "Nothing was uploaded in time. Begin anew." },
    IN_USE: { description: "Something uses the file. Take it away from there first." },
  },
});

const MESSAGES: Record<FileErrorCode, string> = {
  PURPOSE_NOT_UPLOADED: "Files of this kind cannot be uploaded.",
  INVALID_FILENAME: "Give the file a name of 1 to 255 ordinary characters.",
  UNSUPPORTED_TYPE: "Choose a JPEG, PNG, WebP or AVIF picture, or for an import a CSV or JSON Lines file.",
  INVALID_SIZE: "Choose a picture of at most 10 MB, or for an import a file of at most 100 MB.",
  TOO_MANY_FILES: "Too many files wait to be used. Use or delete some first.",
  TOO_MANY_BYTES: "The files that wait to be used are too large together. Use or delete some first.",
  NOT_FOUND: "There is no such file.",
  NOT_UPLOADED: "The file has not arrived yet. Upload it again.",
  UPLOAD_EXPIRED: "The file was not uploaded in time. Choose it again.",
  IN_USE: "The file is in use.",
};

@ObjectType("FileUserError", {
  implements: UserErrorType,
  description: "Something about a file that the person can fix.",
})
export class FileUserErrorType extends UserErrorType {
  @Field(() => FileErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: FileErrorCode;
}

export const fileUserError = (code: FileErrorCode, field: readonly string[] | null): FileUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

@InputType("UploadCreateInput", { description: "What is going to be uploaded." })
export class UploadCreateInput {
  @Field(() => FilePurposeEnum, { description: "What it is for." })
  purpose!: FilePurpose;

  @Field(() => String, { description: "What it is called, 1 to 255 characters. Shown to its owner, used for nothing." })
  filename!: string;

  @Field(() => String, {
    description:
      "`image/jpeg`, `image/png`, `image/webp` or `image/avif`; for an import `text/csv` or `application/x-ndjson`.",
  })
  contentType!: string;

  @Field(() => Int, { description: "Exactly how many bytes: 1 to 10485760, for an import 1 to 104857600." })
  sizeBytes!: number;
}

@ObjectType("UploadField", { description: "A field of an upload form." })
export class UploadFieldType {
  @Field(() => String, { description: "Its name." })
  name!: string;

  @Field(() => String, { description: "Its value, to be sent as it is." })
  value!: string;
}

@ObjectType("PresignedUpload", {
  description:
    "A form that takes one file: POST `fields` in this order and then the file as `file` to `url`, as multipart/form-data.",
})
export class PresignedUploadType {
  @Field(() => FileType, { description: "The file that comes of it, PENDING." })
  file!: FileType;

  @Field(() => String, { description: "Where to post the form." })
  url!: string;

  @Field(() => [UploadFieldType], { description: "Everything to send before the file." })
  fields!: UploadFieldType[];

  @Field(() => DateTimeScalar, { description: "Until when the form is taken: ten minutes." })
  expiresAt!: Date;
}

@ObjectType("UploadCreatePayload", { description: "The form to upload with, or what is wrong." })
export class UploadCreatePayload {
  @Field(() => PresignedUploadType, { nullable: true, description: "The form; null when something is wrong." })
  upload!: PresignedUploadType | null;

  @Field(() => [FileUserErrorType], { description: "Everything that has to be corrected." })
  userErrors!: FileUserErrorType[];
}

@InputType("UploadCompleteInput", { description: "Which upload is done." })
export class UploadCompleteInput {
  @Field(() => ID, { description: "The file." })
  fileId!: string;
}

@ObjectType("UploadCompletePayload", { description: "The file, which is checked now." })
export class UploadCompletePayload {
  @Field(() => FileType, {
    nullable: true,
    description: "The file: PENDING until it has been checked, in a moment. Null when something is wrong.",
  })
  file!: FileType | null;

  @Field(() => [FileUserErrorType], { description: "Why it cannot be checked; empty when it is or was." })
  userErrors!: FileUserErrorType[];
}

@InputType("FileDeleteInput", { description: "Which file to delete." })
export class FileDeleteInput {
  @Field(() => ID, { description: "The file." })
  fileId!: string;
}

@ObjectType("FileDeletePayload", { description: "The file that is gone." })
export class FileDeletePayload {
  @Field(() => ID, { nullable: true, description: "The file that is gone; null when something is wrong." })
  deletedFileId!: string | null;

  @Field(() => [FileUserErrorType], { description: "Why it was not deleted; empty when it was." })
  userErrors!: FileUserErrorType[];
}
