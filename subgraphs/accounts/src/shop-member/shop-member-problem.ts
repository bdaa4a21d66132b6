export type ShopMemberErrorCode =
  | "INVALID_EMAIL"
  | "INVALID_ROLE"
  | "INVALID_TOKEN"
  | "EMAIL_NOT_VERIFIED"
  | "ALREADY_MEMBER"
  | "TOO_MANY_MEMBERS"
  | "TOO_MANY_SHOPS"
  | "IS_OWNER"
  | "CANNOT_OWN"
  | "NOT_FOUND";

/** Something about the people of a shop that a person can mend. */
export interface ShopMemberProblem {
  readonly code: ShopMemberErrorCode;
  /** The path into the operation's input; null when no single field is wrong. */
  readonly field: readonly string[] | null;
}
