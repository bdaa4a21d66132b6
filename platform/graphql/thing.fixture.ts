import { Field, ID, ObjectType } from "type-graphql";
import { newId } from "#platform/ids/id.ts";
import { Access, member, self } from "./access.ts";

export const start = new Date("2026-11-22T10:00:00Z");
export const OWNER = newId("user", start);
export const SHOP = newId("shop", start);

@ObjectType("Thing", { description: "Something that belongs to somebody." })
export class Thing {
  @Field(() => ID, { description: "Its id." })
  id!: string;

  @Field(() => String, { description: "What it is called." })
  name!: string;

  @Access(self<Thing>(({ ownerId }) => ownerId, { scope: "user:read", keyScope: "account:read" }))
  @Field(() => String, { nullable: true, description: "For its owner." })
  secret!: string | null;

  @Access(self<Thing>(({ ownerId }) => ownerId))
  @Field(() => String, { nullable: true, description: "For its owner in person." })
  diary!: string | null;

  @Access(member<Thing>(["CATALOG"], { shopOf: ({ shopId }) => shopId, scope: "order:read" }))
  @Field(() => String, { nullable: true, description: "For the shop." })
  shelf!: string | null;

  /** Not fields. */
  ownerId!: string | true | null;
  shopId!: string;
}

export const aThing = (ownerId: string | true | null): Thing => ({
  id: "thing_1",
  name: "lamp",
  secret: "s",
  diary: "d",
  shelf: "3b",
  ownerId,
  shopId: SHOP,
});
