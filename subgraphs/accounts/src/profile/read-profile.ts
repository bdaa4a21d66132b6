import { type FileId, parseId } from "#platform/ids/id.ts";
import { readLine } from "#platform/text/read-line.ts";
import type { ProfileChange } from "../user/user-change.repository.ts";
import { FULL_NAME_MAX_CHARACTERS } from "../user/user.ts";

export interface ProfileInput {
  fullName?: string | null;
  phone?: string | null;
  avatarFileId?: string | null;
}

export interface ProfileProblem {
  code: "INVALID_FULL_NAME" | "INVALID_PHONE" | "FILE_NOT_FOUND";
  field: ["fullName" | "phone" | "avatarFileId"];
}

/** What people write between the digits. */
const PHONE_PUNCTUATION = /[ \u00a0\u202f()\-\u2010-\u2013]/g;

/** `text` as a number of E.164 (`+`, country code, at most 15 digits), or null when it is none. */
export function readPhone(text: string): string | null {
  const phone = text.slice(0, 100).replace(PHONE_PUNCTUATION, "");
  return text.length <= 100 && /^\+[1-9]\d{6,14}$/.test(phone) ? phone : null;
}

/**
 * What a person wants to be known by, checked as a whole: the good changes, and everything that is wrong. What is absent stays;
 * null takes the phone number or the picture away. Whether the picture's file is there and theirs, products knows.
 */
export function readProfile(input: ProfileInput): { change: ProfileChange; problems: ProfileProblem[] } {
  const change: ProfileChange = {};
  const problems: ProfileProblem[] = [];
  if (input.fullName !== undefined) {
    const name = readLine(input.fullName ?? "", { max: FULL_NAME_MAX_CHARACTERS });
    if (name.kind === "good") change.fullName = name.text;
    else problems.push({ code: "INVALID_FULL_NAME", field: ["fullName"] });
  }
  if (input.phone !== undefined) {
    const phone = input.phone === null ? null : readPhone(input.phone);
    if (phone === null && input.phone !== null) problems.push({ code: "INVALID_PHONE", field: ["phone"] });
    else change.phone = phone;
  }
  if (input.avatarFileId !== undefined) {
    const fileId: FileId | null = input.avatarFileId === null ? null : parseId("file", input.avatarFileId);
    if (fileId === null && input.avatarFileId !== null)
      problems.push({ code: "FILE_NOT_FOUND", field: ["avatarFileId"] });
    else change.avatarFileId = fileId;
  }
  return { change, problems };
}
