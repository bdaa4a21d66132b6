import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { CloseShopInput } from "./close-shop.ts";
import type { CreateShopInput } from "./create-shop.ts";
import type { ShopErrorCode, ShopProblem } from "./shop-problem.ts";
import { ShopType } from "./shop.type.ts";
import type { UpdateShopInput } from "./update-shop.ts";

export const ShopErrorCodeEnum: { [Code in ShopErrorCode]: Code } = {
  NAME_EMPTY: "NAME_EMPTY",
  NAME_TOO_LONG: "NAME_TOO_LONG",
  NAME_UNPRINTABLE: "NAME_UNPRINTABLE",
  NAME_MIXED_SCRIPTS: "NAME_MIXED_SCRIPTS",
  DESCRIPTION_TOO_LONG: "DESCRIPTION_TOO_LONG",
  DESCRIPTION_UNPRINTABLE: "DESCRIPTION_UNPRINTABLE",
  INVALID_HANDLE: "INVALID_HANDLE",
  HANDLE_RESERVED: "HANDLE_RESERVED",
  HANDLE_TAKEN: "HANDLE_TAKEN",
  EMAIL_NOT_VERIFIED: "EMAIL_NOT_VERIFIED",
  ALREADY_OWNS_SHOP: "ALREADY_OWNS_SHOP",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  BLOCKED_BY_OPEN_ORDERS: "BLOCKED_BY_OPEN_ORDERS",
};
registerEnumType(ShopErrorCodeEnum, {
  name: "ShopErrorCode",
  description: "Why a shop was not opened, changed or closed.",
  valuesConfig: {
    NAME_EMPTY: { description: "A shop has a name." },
    NAME_TOO_LONG: { description: "A name has at most 100 characters." },
    NAME_UNPRINTABLE: { description: "The name holds a line end, a control character or an invisible mark." },
    NAME_MIXED_SCRIPTS: { description: "A word of the name mixes alphabets, as if to look like another." },
    DESCRIPTION_TOO_LONG: { description: "A description has at most 2000 characters." },
    DESCRIPTION_UNPRINTABLE: { description: "The description holds a control character or an invisible mark." },
    INVALID_HANDLE: { description: "A handle is words of small Latin letters and digits, joined by single hyphens." },
    HANDLE_RESERVED: { description: "The platform keeps this handle for itself." },
    HANDLE_TAKEN: { description: "Another shop, open or closed, has this handle." },
    EMAIL_NOT_VERIFIED: { description: "The person has no confirmed e-mail address." },
    ALREADY_OWNS_SHOP: { description: "The person has an open shop already." },
    NOT_FOUND: { description: "The viewer owns no such open shop." },
    CONFLICT: { description: "The shop has changed since the expected version; the payload has it as it is now." },
    BLOCKED_BY_OPEN_ORDERS: {
      description: "Orders with something of the shop are not finished; `count` says how many.",
    },
  },
});

const MESSAGES: Record<ShopErrorCode, string> = {
  NAME_EMPTY: "Enter a name.",
  NAME_TOO_LONG: "Use at most 100 characters.",
  NAME_UNPRINTABLE: "The name holds characters that cannot be shown.",
  NAME_MIXED_SCRIPTS: "Write each word in letters of one alphabet.",
  DESCRIPTION_TOO_LONG: "Use at most 2000 characters.",
  DESCRIPTION_UNPRINTABLE: "The description holds characters that cannot be shown.",
  INVALID_HANDLE: "Use small letters a to z, digits and single hyphens between them, at most 60.",
  HANDLE_RESERVED: "This handle is not available. Choose another.",
  HANDLE_TAKEN: "Another shop has this handle. Choose another.",
  EMAIL_NOT_VERIFIED: "Confirm your e-mail address first.",
  ALREADY_OWNS_SHOP: "You have an open shop already.",
  NOT_FOUND: "You own no such shop.",
  CONFLICT: "The shop has been changed in the meantime. Look at it again.",
  BLOCKED_BY_OPEN_ORDERS: "Finish the shop's open orders first.",
};

@ObjectType("ShopUserError", {
  implements: UserErrorType,
  description: "Something about a shop that its owner can fix.",
})
export class ShopUserErrorType extends UserErrorType {
  @Field(() => ShopErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: ShopErrorCode;

  @Field(() => Int, { nullable: true, description: "How many things stand in the way, where they can be counted." })
  count!: number | null;
}

export const shopUserError = ({ code, field, count }: ShopProblem): ShopUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: field && [...field],
  count: count ?? null,
});

@InputType("ShopCreateInput", { description: "What a new shop is called." })
export class ShopCreateInputType implements CreateShopInput {
  @Field(() => String, { description: "1 to 100 characters on one line, each word in one alphabet." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Names the shop in addresses: small letters, digits and hyphens. Made from the name when left out.",
  })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: "What the shop says of itself, at most 2000 characters." })
  description?: string | null;
}

@InputType("ShopUpdateInput", { description: "What to change of a shop. What is left out or null stays." })
export class ShopUpdateInputType implements UpdateShopInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => String, { nullable: true, description: "1 to 100 characters on one line, each word in one alphabet." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "Another handle; the former one is free for others then." })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 2000 characters; "" takes it away.' })
  description?: string | null;

  @Field(() => Int, { nullable: true, description: "The version that the change was made for." })
  expectedVersion?: number | null;
}

@InputType("ShopCloseInput", { description: "Which shop to close." })
export class ShopCloseInputType implements CloseShopInput {
  @Field(() => ID, { description: "The shop." })
  shopId!: string;

  @Field(() => Int, { nullable: true, description: "The version that the decision was made for." })
  expectedVersion?: number | null;
}

@ObjectType("ShopCreatePayload", { description: "The new shop, or why there is none." })
export class ShopCreatePayload {
  @Field(() => ShopType, { nullable: true, description: "The new shop; null when nothing was done." })
  shop!: ShopType | null;

  @Field(() => [ShopUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ShopUserErrorType[];
}

@ObjectType("ShopUpdatePayload", { description: "The changed shop, or why it was not changed." })
export class ShopUpdatePayload {
  @Field(() => ShopType, {
    nullable: true,
    description: "The shop as it is now; null when nothing was done, but for a CONFLICT.",
  })
  shop!: ShopType | null;

  @Field(() => [ShopUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: ShopUserErrorType[];
}

@ObjectType("ShopClosePayload", { description: "The closed shop, or what keeps it open." })
export class ShopClosePayload {
  @Field(() => ShopType, {
    nullable: true,
    description: "The shop as it is now; null when nothing was done, but for a CONFLICT.",
  })
  shop!: ShopType | null;

  @Field(() => [ShopUserErrorType], { description: "Everything that stands in the way; empty when it is closed." })
  userErrors!: ShopUserErrorType[];
}
