import { Directive, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { FilePurpose, FileStatus, ImageFormat, RejectionReason } from "./file.ts";

export const FilePurposeEnum: { [Purpose in FilePurpose]: Purpose } = {
  PRODUCT_MEDIA: "PRODUCT_MEDIA",
  REVIEW_IMAGE: "REVIEW_IMAGE",
  AVATAR: "AVATAR",
};
registerEnumType(FilePurposeEnum, {
  name: "FilePurpose",
  description: "What a file is for. It can be used for nothing else.",
  valuesConfig: {
    PRODUCT_MEDIA: { description: "A picture of a product." },
    REVIEW_IMAGE: { description: "A picture in a review." },
    AVATAR: { description: "A picture of a person." },
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
    READY: { description: "Checked and used by nothing yet. It is deleted a day later unless something uses it." },
    REJECTED: { description: "Refused; `rejectionReason` says why." },
    ATTACHED: { description: "In use, and shown to everyone." },
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
    WRONG_CONTENT: { description: "Its first bytes are not those of the declared type." },
    UNREADABLE: { description: "It is damaged, or no picture." },
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
  description: "A picture that someone has uploaded. Its owner sees it in any state, everyone else once it is in use.",
})
@Directive('@key(fields: "id")')
export class FileType {
  @Field(() => ID, { description: "Begins with `file_`." })
  id!: string;

  @Field(() => FileStatusEnum, { description: "How far it has come." })
  status!: FileStatus;

  @Field(() => FilePurposeEnum, { description: "What it is for." })
  purpose!: FilePurpose;

  @Field(() => String, { description: "The media type that was uploaded." })
  contentType!: string;

  @Field(() => Int, { description: "How many bytes were uploaded, or are to be." })
  sizeBytes!: number;

  @Field(() => FileRejectionReasonEnum, { nullable: true, description: "Why it was refused; null unless REJECTED." })
  rejectionReason!: RejectionReason | null;

  @Field(() => DateTimeScalar, { description: "When its upload was begun." })
  createdAt!: Date;
}
