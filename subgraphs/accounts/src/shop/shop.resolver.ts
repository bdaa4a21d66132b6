import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { z } from "zod";
import { type CursorValue, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AccountsContext } from "../context.ts";
import { toUserType, UserType } from "../user/user.type.ts";
import type { ShopPosition, ShopRepository } from "./shop.repository.ts";
import { isHandle } from "./shop.ts";
import { type ShopConnection, ShopConnectionType, ShopsArgs, ShopType, toShopType } from "./shop.type.ts";

const SEARCH_MAX_CHARACTERS = 100;

@Resolver(() => ShopType)
export class ShopResolver {
  constructor(private readonly pages: Pick<ShopRepository, "findPage">) {}

  @Access(everyone())
  @Query(() => ShopType, {
    nullable: true,
    description: "A shop by exactly one of `id` and `handle`; null when there is none.",
  })
  async shop(
    @Arg("id", () => ID, { nullable: true, description: "The shop's id." }) id: string | null | undefined,
    @Arg("handle", () => String, { nullable: true, description: "The shop's handle." })
    handle: string | null | undefined,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<ShopType | null> {
    if ((id == null) === (handle == null))
      throw new AppError("BAD_USER_INPUT", "Give exactly one of `id` and `handle`.");
    const shop = id == null ? await findByHandle(loaders, handle!) : await findById(loaders, id);
    return shop && toShopType(shop);
  }

  @Access(everyone())
  @Query(() => ShopConnectionType, { nullable: true, description: "Open shops by name." })
  async shops(@Args(() => ShopsArgs) args: ShopsArgs): Promise<ShopConnection> {
    const request = readPageArguments(args, { max: 100, default: 20, cursorLength: 2 });
    const search = readSearch(args.search);
    const page = await this.pages.findPage(search, request, readPosition(request.cursor));
    return { ...toConnection(page, ({ name, id }) => [name, id], toShopType), search };
  }

  @FieldResolver(() => UserType, { nullable: true, description: "Whose shop it is." })
  async owner(@Root() shop: ShopType, @Ctx() { loaders }: AccountsContext): Promise<UserType | null> {
    const owner = await loaders.userById.load(shop.ownerUserId);
    return owner && toUserType(owner);
  }
}

@Resolver(() => ShopConnectionType)
export class ShopConnectionResolver {
  constructor(private readonly shops: Pick<ShopRepository, "count">) {}

  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { search }: ShopConnection): Promise<number> {
    return this.shops.count(search);
  }
}

type Loaders = AccountsContext["loaders"];

const findById = async (loaders: Loaders, id: string) => (parseId("shop", id) ? loaders.shopById.load(id) : null);

const findByHandle = async (loaders: Loaders, handle: string) =>
  isHandle(handle) ? loaders.shopByHandle.load(handle) : null;

function readSearch(text: string | null | undefined): string {
  const search = (text ?? "").replace(/\p{Cc}+/gu, " ").trim();
  if ([...search].length <= SEARCH_MAX_CHARACTERS) return search;
  throw new AppError("BAD_USER_INPUT", `\`search\` takes at most ${SEARCH_MAX_CHARACTERS} characters.`);
}

const position = z.tuple([z.string().max(200), z.string().max(100)]);

function readPosition(cursor: readonly CursorValue[] | null): ShopPosition | null {
  if (cursor === null) return null;
  const { data } = position.safeParse(cursor);
  const [name, id] = data ?? [];
  if (name === undefined || id === undefined || name.includes("\u0000") || !parseId("shop", id)) {
    throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  }
  return { name, id };
}
