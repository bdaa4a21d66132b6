import { type ContentType, type FilePurpose, purposeOf } from "./file.ts";

export interface UploadRequest {
  purpose: FilePurpose;
  filename: string;
  contentType: ContentType;
  /** Exactly as large as the body that follows. */
  sizeBytes: number;
}

export interface UploadInputProblem {
  code: "PURPOSE_NOT_UPLOADED" | "INVALID_FILENAME" | "UNSUPPORTED_TYPE" | "INVALID_SIZE";
  field: ["purpose" | "filename" | "contentType" | "sizeBytes"];
}

const MAX_FILENAME_LENGTH = 255;
/** Control characters, line ends, slashes, and what turns the direction of text around: names must look like what they are. */
const UNFIT_FOR_FILENAME = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069/\\]/u;

/** What a person wants to upload, checked as a whole: either good in every part or with everything that is wrong. */
export function readUploadInput(input: {
  purpose: FilePurpose;
  filename: string;
  contentType: string;
  sizeBytes: number;
}): { kind: "good"; request: UploadRequest } | { kind: "bad"; problems: UploadInputProblem[] } {
  const filename = readFilename(input.filename);
  const { contentTypes, maxBytes, madeBy } = purposeOf(input.purpose);
  const contentType = contentTypes.find((type) => type === input.contentType);
  const isSizeGood = input.sizeBytes >= 1 && input.sizeBytes <= maxBytes;
  if (madeBy === "server") return { kind: "bad", problems: [{ code: "PURPOSE_NOT_UPLOADED", field: ["purpose"] }] };
  const problems: UploadInputProblem[] = [
    ...(filename === null ? [{ code: "INVALID_FILENAME" as const, field: ["filename"] as ["filename"] }] : []),
    ...(contentType ? [] : [{ code: "UNSUPPORTED_TYPE" as const, field: ["contentType"] as ["contentType"] }]),
    ...(isSizeGood ? [] : [{ code: "INVALID_SIZE" as const, field: ["sizeBytes"] as ["sizeBytes"] }]),
  ];
  if (filename === null || !contentType || problems.length > 0) return { kind: "bad", problems };
  return { kind: "good", request: { purpose: input.purpose, filename, contentType, sizeBytes: input.sizeBytes } };
}

/** The name in composed form and without spaces around it, or null when it cannot be shown as it is. */
function readFilename(given: string): string | null {
  if (given.length > 4 * MAX_FILENAME_LENGTH || !given.isWellFormed()) return null;
  const filename = given.trim().normalize("NFC");
  const isFit = filename !== "" && filename.length <= MAX_FILENAME_LENGTH && !UNFIT_FOR_FILENAME.test(filename);
  return isFit ? filename : null;
}
