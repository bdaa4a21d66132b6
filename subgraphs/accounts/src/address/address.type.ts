import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { AddressProblem } from "./address-problem.ts";
import type { Address } from "./address.ts";

@ObjectType("Address", { description: "One entry of a person's address book." })
@Directive('@tag(name: "pii")')
export class AddressType {
  @Field(() => ID, { description: "The address's id. Begins with `addr_`." })
  id!: string;

  @Field(() => String, { description: "Who receives there." })
  fullName!: string;

  @Field(() => String, { description: "Street and number." })
  line1!: string;

  @Field(() => String, { nullable: true, description: "Whatever else the address needs, e.g. a floor." })
  line2!: string | null;

  @Field(() => String, { description: "The town." })
  city!: string;

  @Field(() => String, { nullable: true, description: "State or province, where addresses have one." })
  region!: string | null;

  @Field(() => String, { nullable: true, description: "Postal code; null where the country has none." })
  postalCode!: string | null;

  @Field(() => String, { description: "ISO 3166-1 code of the country, two capital letters." })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: "Number for the carrier." })
  phone!: string | null;

  @Field(() => Boolean, { description: "Whether goods go here unless something else is said." })
  isDefaultShipping!: boolean;

  @Field(() => Boolean, { description: "Whether bills go here unless something else is said." })
  isDefaultBilling!: boolean;

  @Field(() => Int, { description: "Counts the changes, for `expectedVersion`." })
  version!: number;

  @Field(() => DateTimeScalar, { description: "When it was added." })
  createdAt!: Date;
}

export const toAddressType = ({ userId: _, ...address }: Address): AddressType => address;

export const AddressConnectionType = createConnectionType("Address", AddressType);

/** The connection with what it takes to count the whole list. */
export interface AddressConnection extends Connection<AddressType> {
  userId: string;
}

export const AddressErrorCode = {
  REQUIRED: "REQUIRED",
  TOO_LONG: "TOO_LONG",
  INVALID: "INVALID",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  TOO_MANY: "TOO_MANY",
} as const satisfies { [Code in AddressProblem["code"]]: Code };
export type AddressErrorCode = keyof typeof AddressErrorCode;

registerEnumType(AddressErrorCode, {
  name: "AddressErrorCode",
  description: "Why an address book was not changed.",
  valuesConfig: {
    REQUIRED: { description: "This must not be empty." },
    TOO_LONG: { description: "This is longer than an address can have it." },
    INVALID: { description: "This cannot be part of an address: characters, country or number." },
    NOT_FOUND: { description: "The viewer has no such address." },
    CONFLICT: { description: "The address was changed since; `address` is what it is now." },
    TOO_MANY: { description: "An address book holds fifty addresses." },
  },
});

const MESSAGES: Record<AddressErrorCode, string> = {
  REQUIRED: "Fill this in.",
  TOO_LONG: "This is too long.",
  INVALID: "This is not right.",
  NOT_FOUND: "There is no such address.",
  CONFLICT: "This address was changed in the meantime. Look at it and try again.",
  TOO_MANY: "Your address book is full. Delete an address first.",
};

@ObjectType("AddressUserError", {
  implements: UserErrorType,
  description: "Something about an address that the person can fix.",
})
export class AddressUserErrorType extends UserErrorType {
  @Field(() => AddressErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: AddressErrorCode;
}

export const addressUserError = ({ code, field }: AddressProblem): AddressUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
});

export const addressConflict = addressUserError({ code: "CONFLICT", field: ["expectedVersion"] });

/** What both inputs have; what is required differs. */
@InputType({ description: "Parts of an address that may be missing." })
abstract class OptionalParts {
  @Field(() => String, { nullable: true, description: "Whatever else the address needs; at most 200 characters." })
  line2?: string | null;

  @Field(() => String, { nullable: true, description: "State or province; at most 100 characters." })
  region?: string | null;

  @Field(() => String, { nullable: true, description: "Required where the country has them; at most 16 characters." })
  postalCode?: string | null;

  @Field(() => String, { nullable: true, description: "Number for the carrier; at most 32 characters." })
  phone?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: "Whether goods go here from now on." })
  makeDefaultShipping!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: "Whether bills go here from now on." })
  makeDefaultBilling!: boolean;
}

@InputType("AddressCreateInput", { description: "A new address." })
export class AddressCreateInput extends OptionalParts {
  @Field(() => String, { description: "Who receives there; at most 100 characters." })
  fullName!: string;

  @Field(() => String, { description: "Street and number; at most 200 characters." })
  line1!: string;

  @Field(() => String, { description: "The town; at most 100 characters." })
  city!: string;

  @Field(() => String, { description: "ISO 3166-1 code of the country, e.g. `DE`." })
  countryCode!: string;
}

@InputType("AddressUpdateInput", { description: "What becomes another; what is left out stays." })
export class AddressUpdateInput extends OptionalParts {
  @Field(() => ID, { description: "One of the viewer's addresses." })
  id!: string;

  @Field(() => String, { nullable: true, description: "Who receives there; at most 100 characters. Cannot be null." })
  fullName?: string | null;

  @Field(() => String, { nullable: true, description: "Street and number; at most 200 characters. Cannot be null." })
  line1?: string | null;

  @Field(() => String, { nullable: true, description: "The town; at most 100 characters. Cannot be null." })
  city?: string | null;

  @Field(() => String, { nullable: true, description: "ISO 3166-1 code of the country. Cannot be null." })
  countryCode?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "`Address.version` of what was looked at; CONFLICT when it is another by now.",
  })
  expectedVersion?: number | null;
}

@InputType("AddressDeleteInput", { description: "Which address to delete." })
export class AddressDeleteInput {
  @Field(() => ID, { description: "One of the viewer's addresses." })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: "`Address.version` of what was looked at; CONFLICT when it is another by now.",
  })
  expectedVersion?: number | null;
}

@ObjectType("AddressCreatePayload", { description: "The new address." })
export class AddressCreatePayload {
  @Field(() => AddressType, { nullable: true, description: "The address; null when it was not added." })
  address!: AddressType | null;

  @Field(() => [AddressUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: AddressUserErrorType[];
}

@ObjectType("AddressUpdatePayload", { description: "The address as it is now." })
export class AddressUpdatePayload {
  @Field(() => AddressType, {
    nullable: true,
    description: "The address as changed, or as it is after a CONFLICT; null otherwise.",
  })
  address!: AddressType | null;

  @Field(() => [AddressUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: AddressUserErrorType[];
}

@ObjectType("AddressDeletePayload", { description: "The address that is gone." })
export class AddressDeletePayload {
  @Field(() => ID, { nullable: true, description: "Its id; null when nothing was deleted." })
  addressId!: string | null;

  @Field(() => AddressType, { nullable: true, description: "The address as it is after a CONFLICT; null otherwise." })
  address!: AddressType | null;

  @Field(() => [AddressUserErrorType], { description: "Why nothing was deleted; empty when it was." })
  userErrors!: AddressUserErrorType[];
}
