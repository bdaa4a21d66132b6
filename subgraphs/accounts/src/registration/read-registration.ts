import { findPasswordProblems, type PasswordProblem } from "../password/password-policy.ts";
import { isEmailAddress, normalizeEmail, readFullName } from "../user/user.ts";

export interface Registration {
  /** Normalised. */
  email: string;
  password: string;
  fullName: string;
}

export interface RegistrationProblem {
  code: "INVALID_EMAIL" | "INVALID_FULL_NAME" | PasswordProblem;
  field: ["email" | "password" | "fullName"];
}

/** What a person typed in, checked as a whole: either good in every part or with everything that is wrong. */
export function readRegistration(input: {
  email: string;
  password: string;
  fullName: string;
}): { kind: "good"; registration: Registration } | { kind: "bad"; problems: RegistrationProblem[] } {
  const email = normalizeEmail(input.email);
  const fullName = readFullName(input.fullName);
  const problems: RegistrationProblem[] = [
    ...(isEmailAddress(email) ? [] : [{ code: "INVALID_EMAIL" as const, field: ["email"] as ["email"] }]),
    ...findPasswordProblems(input.password, { email, fullName: input.fullName }).map((code) => ({
      code,
      field: ["password"] as ["password"],
    })),
    ...(fullName === null ? [{ code: "INVALID_FULL_NAME" as const, field: ["fullName"] as ["fullName"] }] : []),
  ];
  if (fullName === null || problems.length > 0) return { kind: "bad", problems };
  return { kind: "good", registration: { email, password: input.password, fullName } };
}
