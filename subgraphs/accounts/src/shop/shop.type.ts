import { ArgsType, Directive, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { Access, member } from "#platform/graphql/access.ts";
import { type Connection, ConnectionArgs, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { SHOP_ROLES } from "#platform/identity/viewer.ts";
import type { Shop } from "./shop.ts";

export const ShopStatusEnum = { OPEN: "OPEN", CLOSED: "CLOSED" } as const;
export type ShopStatus = keyof typeof ShopStatusEnum;
registerEnumType(ShopStatusEnum, {
  name: "ShopStatus",
  description: "Whether a shop does business.",
  valuesConfig: {
    OPEN: { description: "It does." },
    CLOSED: { description: "Closed by its owner for good. It can still be looked at, and its handle stays taken." },
  },
});

@ObjectType("Shop", { description: "A merchant's storefront. Everybody may see it." })
@Directive('@key(fields: "id")')
export class ShopType {
  @Field(() => ID, { description: "The shop's id." })
  id!: string;

  @Field(() => String, { description: "What the shop is called." })
  name!: string;

  @Field(() => String, { description: "Names the shop in addresses, e.g. `harbour-roasters`. Unique." })
  handle!: string;

  @Field(() => String, { description: "What the shop says of itself; may be empty." })
  description!: string;

  @Field(() => ShopStatusEnum, { description: "Whether the shop does business." })
  status!: ShopStatus;

  @Access(member(SHOP_ROLES, { shopOf: ({ id }: ShopType) => id }))
  @Field(() => Int, {
    nullable: true,
    description:
      "Counts the changes, for `expectedVersion`. Null, too, in the very answer that makes the viewer a member: the first is 1.",
  })
  version!: number | null;

  @Field(() => DateTimeScalar, { description: "When the shop was opened." })
  createdAt!: Date;

  /** Not a field: `owner` is made of it. */
  ownerUserId!: string;
}

export const toShopType = (shop: Shop): ShopType => ({
  id: shop.id,
  name: shop.name,
  handle: shop.handle,
  description: shop.description,
  status: shop.closedAt === null ? "OPEN" : "CLOSED",
  version: shop.version,
  createdAt: shop.createdAt,
  ownerUserId: shop.ownerUserId,
});

export const ShopConnectionType = createConnectionType("Shop", ShopType);

/** The connection with what it takes to count the whole list. */
export interface ShopConnection extends Connection<ShopType> {
  search: string;
}

@ArgsType()
export class ShopsArgs extends ConnectionArgs {
  @Field(() => String, { nullable: true, description: "Part of the shop's name, in any case; at most 100 characters." })
  search?: string | null;
}
