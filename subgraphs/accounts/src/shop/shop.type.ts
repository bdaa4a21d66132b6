import { ArgsType, Directive, Field, ID, ObjectType } from "type-graphql";
import { type Connection, ConnectionArgs, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { Shop } from "./shop.ts";

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

  @Field(() => DateTimeScalar, { description: "When the shop was opened." })
  createdAt!: Date;

  /** Not a field: `owner` is made of it. */
  ownerUserId!: string;
}

export const toShopType = ({ id, name, handle, description, createdAt, ownerUserId }: Shop): ShopType => ({
  id,
  name,
  handle,
  description,
  createdAt,
  ownerUserId,
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
