import { Directive, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { FilePurpose, FileStatus, ImageFormat, RejectionReason } from "./file.ts";

export const FilePurposeEnum: { [Purpose in FilePurpose]: Purpose } = {
  PRODUCT_MEDIA: "PRODUCT_MEDIA",
  REVIEW_IMAGE: "REVIEW_IMAGE",
  AVATAR: "AVATAR",
  PRODUCT_IMPORT: "PRODUCT_IMPORT",
  PRODUCT_EXPORT: "PRODUCT_EXPORT",
};
registerEnumType(FilePurposeEnum, {
  name: "FilePurpose",
  description: "What a file is for. It can be used for nothing else.",
  valuesConfig: {
    PRODUCT_MEDIA: { description: "A picture of a product." },
    REVIEW_IMAGE: { description: "A picture in a review." },
    AVATAR: { description: "A picture of a person." },
    PRODUCT_IMPORT: { description: "A list of products to be imported: CSV or JSON Lines in UTF-8. Private." },
    PRODUCT_EXPORT: {
      description: "A list of products that was exported. Private, made by the server, and deleted a week later.",
    },
  },
});

const FileStatusEnum: { [Status in FileStatus]: Status } = {
  PENDING: "PENDING",
  READY: "READY",
  REJECTED: "REJECTED",
  ATTACHED: "ATTACHED",
};
registerEnumType(FileStatusEnum, {
  name: "FileStatus",
  description: "How far a file has come.",
  valuesConfig: {
    PENDING: { description: "Not uploaded yet, or being checked." },
    READY: {
      description:
        "Checked and used by nothing yet. It is deleted a day later (an export a week later) unless something uses it.",
    },
    REJECTED: { description: "Refused; `rejectionReason` says why." },
    ATTACHED: { description: "In use. A picture is shown to everyone now." },
  },
});

const FileRejectionReasonEnum: { [Reason in RejectionReason]: Reason } = {
  NOT_UPLOADED: "NOT_UPLOADED",
  NOT_AS_DECLARED: "NOT_AS_DECLARED",
  WRONG_CONTENT: "WRONG_CONTENT",
  UNREADABLE: "UNREADABLE",
  TOO_MANY_PIXELS: "TOO_MANY_PIXELS",
};
registerEnumType(FileRejectionReasonEnum, {
  name: "FileRejectionReason",
  description: "Why a file was refused.",
  valuesConfig: {
    NOT_UPLOADED: { description: "Nothing was uploaded." },
    NOT_AS_DECLARED: { description: "What was uploaded has another size or type than was declared." },
    WRONG_CONTENT: { description: "Its first bytes are not those of the declared type; a list holds what is no text." },
    UNREADABLE: { description: "It is damaged, no picture, or a list that is not in UTF-8." },
    TOO_MANY_PIXELS: { description: "It has more than 50 million pixels, or more than 12000 in width or height." },
  },
});

export const ImageFormatEnum: { [Format in ImageFormat]: Format } = { WEBP: "WEBP", AVIF: "AVIF" };
registerEnumType(ImageFormatEnum, {
  name: "ImageFormat",
  description: "How a picture is encoded.",
  valuesConfig: {
    WEBP: { description: "WebP, which every browser shows." },
    AVIF: { description: "AVIF, which is smaller." },
  },
});

@ObjectType("File", {
  description:
    "A picture or a list of products. Its owner sees it in any state, everyone else a picture once it is in use, and the shop's members a list that is their shop's.",
})
@Directive('@key(fields: "id")')
export class FileType {
  @Field(() => ID, { description: "Begins with `file_`." })
  id!: string;

  @Field(() => FileStatusEnum, { description: "How far it has come." })
  status!: FileStatus;

  @Field(() => FilePurposeEnum, { description: "What it is for." })
  purpose!: FilePurpose;

  @Field(() => String, { description: "The media type that was uploaded, or made." })
  contentType!: string;

  @Field(() => Int, { description: "How many bytes were uploaded, are to be, or were made." })
  sizeBytes!: number;

  @Field(() => FileRejectionReasonEnum, { nullable: true, description: "Why it was refused; null unless REJECTED." })
  rejectionReason!: RejectionReason | null;

  @Field(() => DateTimeScalar, { description: "When its upload was begun." })
  createdAt!: Date;
}
