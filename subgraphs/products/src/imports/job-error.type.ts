import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { PRODUCT_ERROR_CODES, type ProductErrorCode } from "../authoring/product-problem.ts";
import { productUserError } from "../authoring/product-user-error.type.ts";
import type { NumberedError } from "./catalogue-job.ts";
import { ROW_ERROR_CODES, type RowErrorCode } from "./import-problem.ts";

/** What only a file can get wrong, for a person to read. What forbids the same by hand has its message there. */
const FILE_MESSAGES: Record<Exclude<RowErrorCode, ProductErrorCode>, string> = {
  EMPTY_FILE: "The file has no rows.",
  NOT_UTF8: "The file is not in UTF-8. Save it as CSV UTF-8.",
  MALFORMED_CSV: "From here on the file is no CSV: a quotation mark is missing, or one is too many.",
  MALFORMED_JSON: "The line is no JSON object.",
  ROW_TOO_LONG: "The row is longer than 1 MiB. Is a quotation mark missing?",
  TOO_MANY_ROWS: "A file has at most 100,000 rows. Split it.",
  TOO_MANY_COLUMNS: "A file has at most 300 columns.",
  UNKNOWN_COLUMN: "There is no such column. Rename or remove it.",
  DUPLICATE_COLUMN: "The column is there twice.",
  MISSING_COLUMN: "The column is missing.",
  WRONG_CELL_COUNT: "The row has not as many cells as there are columns.",
  INVALID_VALUE: "This is no value of the column.",
  SKU_UNKNOWN: "The shop has no variant with this SKU. Give a handle to add it.",
  DUPLICATE_SKU: "The SKU stands in the file twice.",
  ROWS_APART: "Rows of this product stand further up as well. Put them together.",
  INTERRUPTED: "Something went wrong on our side. Start the job anew: what is done already changes nothing.",
};

const isFileCode = (code: RowErrorCode): code is keyof typeof FILE_MESSAGES => Object.hasOwn(FILE_MESSAGES, code);

export const messageOf = (code: RowErrorCode): string =>
  isFileCode(code) ? FILE_MESSAGES[code] : productUserError({ code, field: null }).message;

const JobErrorCodeEnum = Object.fromEntries(ROW_ERROR_CODES.map((code) => [code, code])) as {
  [Code in RowErrorCode]: Code;
};
registerEnumType(JobErrorCodeEnum, {
  name: "JobErrorCode",
  description: `Why a row, or a whole file, is bad. The first ${PRODUCT_ERROR_CODES.length} are those of edits by hand (ProductErrorCode).`,
  valuesConfig: Object.fromEntries(ROW_ERROR_CODES.map((code) => [code, { description: messageOf(code) }])) as Record<
    RowErrorCode,
    { description: string }
  >,
});

@ObjectType("JobError", { description: "Something that is wrong in an imported file." })
export class JobErrorType {
  @Field(() => Int, {
    nullable: true,
    description:
      "The row as a spreadsheet numbers it, the header being 1; in JSON Lines the line. Null for the file as a whole.",
  })
  row!: number | null;

  @Field(() => [String], { description: 'The column, and where in a list: `["tags", "3"]`. Empty for a whole row.' })
  field!: string[];

  @Field(() => JobErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: RowErrorCode;

  @Field(() => String, { description: "What is wrong, in English, for a person to read." })
  message!: string;

  @Field(() => String, { nullable: true, description: "The SKU of the row; null when it has none." })
  sku!: string | null;
}

export const JobErrorConnectionType = createConnectionType("JobError", JobErrorType);

export const toJobErrorType = ({ row, field, code, sku }: NumberedError): JobErrorType => ({
  row,
  field: [...field],
  code,
  message: messageOf(code),
  sku,
});
