import { Directive, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { ProductStatusEnum } from "../catalogue/product-details.type.ts";
import type { ProductStatus } from "../catalogue/product.ts";
import type { CatalogueJob, FileFormat, JobKind, JobStatus } from "./catalogue-job.ts";
import type { JobProblem, JobProblemCode } from "./job-problem.ts";

const JobKindEnum: { [Kind in JobKind]: Kind } = {
  PRODUCTS_IMPORT: "PRODUCTS_IMPORT",
  PRODUCTS_EXPORT: "PRODUCTS_EXPORT",
};
registerEnumType(JobKindEnum, {
  name: "JobKind",
  description: "What a job does.",
  valuesConfig: {
    PRODUCTS_IMPORT: { description: "Adds and changes products as a file says." },
    PRODUCTS_EXPORT: { description: "Writes products into a file." },
  },
});

const JobStatusEnum: { [Status in JobStatus]: Status } = {
  QUEUED: "QUEUED",
  RUNNING: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
};
registerEnumType(JobStatusEnum, {
  name: "JobStatus",
  description: "How far a job has come.",
  valuesConfig: {
    QUEUED: { description: "Waits for its turn: a shop's jobs run one after another." },
    RUNNING: { description: "Under way." },
    SUCCEEDED: { description: "Done, without any error." },
    FAILED: { description: "Over; `errors` says why. When the file was bad, nothing was written." },
    CANCELLED: { description: "Called off. What was written until then stays." },
  },
});

const FileFormatEnum: { [Format in FileFormat]: Format } = { CSV: "CSV", JSONL: "JSONL" };
registerEnumType(FileFormatEnum, {
  name: "ProductFileFormat",
  description: "How products stand in a file.",
  valuesConfig: {
    CSV: { description: "Comma-separated values, in UTF-8. The first row names the columns." },
    JSONL: { description: "JSON Lines, in UTF-8: on each line one object whose keys are the columns." },
  },
});

@ObjectType("Job", {
  description:
    "Long work that someone has started. Whoever has started it sees it, and whoever manages the shop's products.",
})
@Directive('@key(fields: "id")')
export class JobType {
  @Field(() => ID, { description: "Begins with `job_`." })
  id!: string;

  @Field(() => JobKindEnum, { description: "What it does." })
  kind!: JobKind;

  @Field(() => JobStatusEnum, { description: "How far it has come." })
  status!: JobStatus;

  @Field(() => Float, { description: "How much of it is done, from 0 to 1. An import goes through its file twice." })
  progress!: number;

  @Field(() => Int, {
    description: "Rows that are through: written by an import, only checked by a dry run, or exported.",
  })
  done!: number;

  @Field(() => Int, { nullable: true, description: "Rows in all; null until they are counted." })
  total!: number | null;

  @Field(() => Int, { description: "Products that an import has added so far." })
  productsCreated!: number;

  @Field(() => Int, { description: "Products that an import has changed so far." })
  productsChanged!: number;

  @Field(() => DateTimeScalar, { description: "When it was asked for." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was taken up first; null until then." })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was over; null until then." })
  finishedAt!: Date | null;
}

export const JobConnectionType = createConnectionType("Job", JobType);

/** The stored job is the parent that the fields of Job are read from; only people who may see it get that far. */
export const toJobNode = (job: CatalogueJob): JobType => job as CatalogueJob & JobType;

const JobUserErrorCodeEnum: { [Code in JobProblemCode]: Code } = {
  NOT_FOUND: "NOT_FOUND",
  FILE_NOT_FOUND: "FILE_NOT_FOUND",
  FILE_NOT_READY: "FILE_NOT_READY",
  FILE_IN_USE: "FILE_IN_USE",
  INVALID_IDEMPOTENCY_KEY: "INVALID_IDEMPOTENCY_KEY",
  IDEMPOTENCY_KEY_REUSED: "IDEMPOTENCY_KEY_REUSED",
  TOO_MANY_JOBS: "TOO_MANY_JOBS",
  FINISHED: "FINISHED",
};
registerEnumType(JobUserErrorCodeEnum, {
  name: "JobUserErrorCode",
  description: "Why a job was not started or cancelled.",
  valuesConfig: {
    NOT_FOUND: { description: "There is no such open shop, or job, that the viewer manages." },
    FILE_NOT_FOUND: { description: "The person has uploaded no such file with the purpose PRODUCT_IMPORT." },
    FILE_NOT_READY: { description: "The file has not been checked yet, or was refused." },
    FILE_IN_USE: { description: "Another job has the file. Upload it again." },
    INVALID_IDEMPOTENCY_KEY: { description: "A key is 8 to 64 letters, digits, dots, colons, dashes and underscores." },
    IDEMPOTENCY_KEY_REUSED: { description: "The person has used the key for another import." },
    TOO_MANY_JOBS: { description: "Ten jobs of the shop are waiting or under way." },
    FINISHED: { description: "The job is over already; the payload has it." },
  },
});

const MESSAGES: Record<JobProblemCode, string> = {
  NOT_FOUND: "You manage no such shop or job.",
  FILE_NOT_FOUND: "There is no such file of yours.",
  FILE_NOT_READY: "The file has not been checked yet.",
  FILE_IN_USE: "Another job uses the file. Upload it again.",
  INVALID_IDEMPOTENCY_KEY: "Takes 8 to 64 letters, digits, dots, colons, dashes and underscores.",
  IDEMPOTENCY_KEY_REUSED: "This key was used for another import. Take a new one.",
  TOO_MANY_JOBS: "Too many jobs of this shop wait. Wait for one to finish, or cancel one.",
  FINISHED: "The job is over already.",
};

@ObjectType("JobUserError", {
  implements: UserErrorType,
  description: "Something about a job that whoever starts it can fix.",
})
export class JobUserErrorType extends UserErrorType {
  @Field(() => JobUserErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: JobProblemCode;
}

export const jobUserError = ({ code, field }: JobProblem): JobUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

@InputType("ProductsImportInput", { description: "Which file to import, into which shop." })
export class ProductsImportInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => ID, { description: "The file: uploaded with the purpose PRODUCT_IMPORT, and READY." })
  fileId!: string;

  @Field(() => FileFormatEnum, { description: "How the file is written." })
  format!: FileFormat;

  @Field(() => Boolean, { defaultValue: false, description: "Only checks every row; nothing is written." })
  dryRun!: boolean;

  @Field(() => String, {
    description:
      "8 to 64 characters of your choice. The same key again, with the same input, answers with the same job.",
  })
  idempotencyKey!: string;
}

@ObjectType("ProductsImportPayload", { description: "The job that imports, or what is wrong." })
export class ProductsImportPayload {
  @Field(() => JobType, { nullable: true, description: "The job; null when something is wrong." })
  job!: JobType | null;

  @Field(() => [JobUserErrorType], { description: "Everything that has to be corrected." })
  userErrors!: JobUserErrorType[];
}

@InputType("ProductsExportFilter", { description: "Which products to export." })
export class ProductsExportFilter {
  @Field(() => [ProductStatusEnum], { nullable: true, description: "Those of one of these; all without it." })
  statuses?: ProductStatus[] | null;
}

@InputType("ProductsExportInput", { description: "Which products to export, and how." })
export class ProductsExportInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => FileFormatEnum, { description: "How the file is to be written." })
  format!: FileFormat;

  @Field(() => ProductsExportFilter, { nullable: true, description: "Which products; all without it." })
  filter?: ProductsExportFilter | null;
}

@ObjectType("ProductsExportPayload", { description: "The job that exports, or what is wrong." })
export class ProductsExportPayload {
  @Field(() => JobType, { nullable: true, description: "The job; null when something is wrong." })
  job!: JobType | null;

  @Field(() => [JobUserErrorType], { description: "Everything that has to be corrected." })
  userErrors!: JobUserErrorType[];
}

@InputType("JobCancelInput", { description: "Which job to call off." })
export class JobCancelInput {
  @Field(() => ID, { description: "The job." })
  jobId!: string;
}

@ObjectType("JobCancelPayload", { description: "The job, called off." })
export class JobCancelPayload {
  @Field(() => JobType, { nullable: true, description: "The job as it is now; null when there is none." })
  job!: JobType | null;

  @Field(() => [JobUserErrorType], { description: "Why it was not cancelled; empty when it is." })
  userErrors!: JobUserErrorType[];
}
