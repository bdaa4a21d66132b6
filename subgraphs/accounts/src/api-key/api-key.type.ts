import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import {
  type ApiKey,
  DEFAULT_OVERLAP_HOURS,
  DEFAULT_RATE_PER_MINUTE,
  KEY_NAME_MAX_CHARACTERS,
  MAX_LIFE_YEARS,
  MAX_LIVE_KEYS,
  MAX_LIVE_SECRETS,
  MAX_OVERLAP_HOURS,
  MAX_RATE_PER_MINUTE,
} from "./api-key.ts";

export const ApiKeyErrorCode = {
  INVALID_NAME: "INVALID_NAME",
  SCOPE_REQUIRED: "SCOPE_REQUIRED",
  UNKNOWN_SCOPE: "UNKNOWN_SCOPE",
  SCOPE_NOT_HELD: "SCOPE_NOT_HELD",
  INVALID_EXPIRY: "INVALID_EXPIRY",
  INVALID_RATE: "INVALID_RATE",
  TOO_MANY_KEYS: "TOO_MANY_KEYS",
  INVALID_OVERLAP: "INVALID_OVERLAP",
  TOO_MANY_SECRETS: "TOO_MANY_SECRETS",
  NOT_FOUND: "NOT_FOUND",
} as const;
export type ApiKeyErrorCode = keyof typeof ApiKeyErrorCode;

const MESSAGES: Record<ApiKeyErrorCode, string> = {
  INVALID_NAME: `Give the key a name of 1 to ${KEY_NAME_MAX_CHARACTERS} characters.`,
  SCOPE_REQUIRED: "Choose at least one scope.",
  UNKNOWN_SCOPE: "There is no such scope.",
  SCOPE_NOT_HELD: "You do not hold this scope yourself.",
  INVALID_EXPIRY: `The end must be in the future, at most ${MAX_LIFE_YEARS} years away.`,
  INVALID_RATE: `The rate is 1 to ${MAX_RATE_PER_MINUTE} requests a minute.`,
  TOO_MANY_KEYS: `You have ${MAX_LIVE_KEYS} keys. Revoke one first.`,
  INVALID_OVERLAP: `The overlap is 0 to ${MAX_OVERLAP_HOURS} hours.`,
  TOO_MANY_SECRETS: `${MAX_LIVE_SECRETS} secrets of this key work at the same time. Rotate with overlapHours 0 to end them.`,
  NOT_FOUND: "There is no such key.",
};

registerEnumType(ApiKeyErrorCode, {
  name: "ApiKeyErrorCode",
  description: "Why an API key was not made or changed.",
  valuesConfig: {
    INVALID_NAME: {
      description: `The name is empty, has more than ${KEY_NAME_MAX_CHARACTERS} characters, or odd ones.`,
    },
    SCOPE_REQUIRED: { description: "A key without a scope could do nothing." },
    UNKNOWN_SCOPE: { description: "No scope is called that." },
    SCOPE_NOT_HELD: { description: "A scope of staff that the person does not hold." },
    INVALID_EXPIRY: { description: `Not in the future, or more than ${MAX_LIFE_YEARS} years away.` },
    INVALID_RATE: { description: `Not from 1 to ${MAX_RATE_PER_MINUTE}.` },
    TOO_MANY_KEYS: { description: `The person has ${MAX_LIVE_KEYS} keys that work.` },
    INVALID_OVERLAP: { description: `Not from 0 to ${MAX_OVERLAP_HOURS}.` },
    TOO_MANY_SECRETS: { description: `${MAX_LIVE_SECRETS} secrets of the key work, and none was to end now.` },
    NOT_FOUND: { description: "The person has no such key that works." },
  },
});

@ObjectType("ApiKeyUserError", {
  implements: UserErrorType,
  description: "Something about an API key that the person can fix.",
})
export class ApiKeyUserErrorType extends UserErrorType {
  @Field(() => ApiKeyErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: ApiKeyErrorCode;
}

export const apiKeyUserError = (code: ApiKeyErrorCode, field: readonly string[] | null): ApiKeyUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

@ObjectType("ApiKey", {
  description:
    "What a program of a person's signs in with: `Authorization: Bearer plxk_…`. It may do a part of what they may.",
})
export class ApiKeyType {
  @Field(() => ID, { description: "For `apiKeyRotate` and `apiKeyRevoke`. Begins with `key_`." })
  id!: string;

  @Field(() => String, { description: "What the person calls it." })
  name!: string;

  @Field(() => [String], {
    description: "What it was given, e.g. `shop:catalog`. It holds of these what its owner holds at that moment.",
  })
  scopes!: readonly string[];

  @Field(() => String, { description: "The last characters of the newest secret." })
  hint!: string;

  @Field(() => Int, { description: "Requests a minute; more are answered with RATE_LIMITED." })
  ratePerMinute!: number;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it stops working; null when nothing ends it." })
  expiresAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "The last use, to the minute; null before the first." })
  lastUsedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was revoked; null when it was not." })
  revokedAt!: Date | null;
}

export const toApiKeyType = ({ userId: _, ...key }: ApiKey): ApiKeyType => key;

export const ApiKeyConnectionType = createConnectionType("ApiKey", ApiKeyType);

/** The connection with what it takes to count the whole list. */
export interface ApiKeyConnection extends Connection<ApiKeyType> {
  userId: string;
}

@InputType("ApiKeyCreateInput", { description: "What a new API key is to be." })
export class ApiKeyCreateInput {
  @Field(() => String, { description: `For the person, at most ${KEY_NAME_MAX_CHARACTERS} characters.` })
  name!: string;

  @Field(() => [String], {
    description:
      "At least one: those for keys (`account:read`, `shop:…`), and of the staff's those that the person holds.",
  })
  scopes!: string[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: `When it stops working, at most ${MAX_LIFE_YEARS} years away.`,
  })
  expiresAt?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: `Requests a minute, up to ${MAX_RATE_PER_MINUTE}; ${DEFAULT_RATE_PER_MINUTE} without it.`,
  })
  ratePerMinute?: number | null;
}

@ObjectType({ description: "A key and its newest secret." })
abstract class ApiKeySecretPayload {
  @Field(() => ApiKeyType, { nullable: true, description: "The key; null when nothing was done." })
  apiKey!: ApiKeyType | null;

  @Field(() => String, {
    nullable: true,
    description: "What the program sends. Shown this once: nobody can read it again.",
  })
  secret!: string | null;

  @Field(() => [ApiKeyUserErrorType], { description: "Why nothing was done; empty otherwise." })
  userErrors!: ApiKeyUserErrorType[];
}

@ObjectType("ApiKeyCreatePayload", { description: "The new API key." })
export class ApiKeyCreatePayload extends ApiKeySecretPayload {}

@InputType("ApiKeyRotateInput", { description: "Which API key gets a new secret." })
export class ApiKeyRotateInput {
  @Field(() => ID, { description: "One of the person's own." })
  apiKeyId!: string;

  @Field(() => Int, {
    defaultValue: DEFAULT_OVERLAP_HOURS,
    description: `For how many hours the secrets before go on working, up to ${MAX_OVERLAP_HOURS}; 0 ends them now.`,
  })
  overlapHours!: number;
}

@ObjectType("ApiKeyRotatePayload", { description: "The API key with its new secret." })
export class ApiKeyRotatePayload extends ApiKeySecretPayload {}

@InputType("ApiKeyRevokeInput", { description: "Which API key to end." })
export class ApiKeyRevokeInput {
  @Field(() => ID, { description: "One of the person's own." })
  apiKeyId!: string;
}

@ObjectType("ApiKeyRevokePayload", { description: "The API key that has ended." })
export class ApiKeyRevokePayload {
  @Field(() => ApiKeyType, { nullable: true, description: "The key; null when there is no such one." })
  apiKey!: ApiKeyType | null;

  @Field(() => [ApiKeyUserErrorType], { description: "Why nothing was done; empty otherwise." })
  userErrors!: ApiKeyUserErrorType[];
}
