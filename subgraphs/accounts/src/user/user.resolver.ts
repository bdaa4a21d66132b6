import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { Access, everyone, staff } from "#platform/graphql/access.ts";
import { z } from "zod";
import { type CursorValue, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AccountsContext } from "../context.ts";
import type { User } from "./user.ts";
import { canReadPrivately, ownUserId, USER_READ } from "./user.policy.ts";
import type { UserFilter, UserPosition, UserRepository } from "./user.repository.ts";
import { toUserType, type UserConnection, UserConnectionType, UserFilterInput, UserType } from "./user.type.ts";

@Resolver(() => UserType)
export class UserResolver {
  constructor(private readonly pages: Pick<UserRepository, "findPage">) {}

  @Access(everyone("null for a guest"))
  @Query(() => UserType, { nullable: true, description: "The signed-in user; null for a guest." })
  async me(@Ctx() { viewer, loaders }: AccountsContext): Promise<UserType | null> {
    const id = ownUserId(viewer);
    const user = id && (await loaders.userById.load(id));
    return user ? toUserType(user) : null;
  }

  @Access(everyone("null unless it is the person, or scope `user:read`"))
  @Query(() => UserType, {
    nullable: true,
    description: "A user by id.",
  })
  async user(
    @Arg("id", () => ID, { description: "The user's id." }) text: string,
    @Ctx() context: AccountsContext,
  ): Promise<UserType | null> {
    const id = parseId("user", text);
    if (!id || !canReadPrivately(context.viewer, id)) return null;
    const user = await context.loaders.userById.load(id);
    if (user) await recordReadsOf([user], context);
    return user && toUserType(user);
  }

  @Access(staff(USER_READ))
  @Query(() => UserConnectionType, {
    nullable: true,
    description: "Users, newest first.",
  })
  async users(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg("filter", () => UserFilterInput, { nullable: true, description: "Which ones; all without it." })
    input: UserFilterInput | null,
    @Ctx() context: AccountsContext,
  ): Promise<UserConnection> {
    const request = readPageArguments(args, { max: 100, default: 20, cursorLength: 2 });
    const filter = readFilter(input ?? {});
    const page = await this.pages.findPage(filter, request, readPosition(request.cursor));
    await recordReadsOf(page.rows, context);
    return { ...toConnection(page, ({ createdAt, id }) => [createdAt.toISOString(), id], toUserType), filter };
  }
}

@Resolver(() => UserConnectionType)
export class UserConnectionResolver {
  constructor(private readonly users: Pick<UserRepository, "count">) {}

  /** Only `Query.users` makes this connection, and it has checked the scope. */
  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { filter }: UserConnection): Promise<number> {
    return this.users.count(filter);
  }
}

function readFilter({ query, status, role }: UserFilterInput): UserFilter {
  return {
    ...(query == null ? {} : { query: readQuery(query) }),
    ...(status == null ? {} : { status }),
    ...(role == null ? {} : { role }),
  };
}

/** Fewer characters would find nearly everybody. */
function readQuery(text: string): string {
  const query = text.replace(/\p{Cc}+/gu, " ").trim();
  const length = [...query].length;
  if (query.isWellFormed() && length >= 3 && length <= 100) return query;
  throw new AppError("BAD_USER_INPUT", "`query` takes 3 to 100 characters.");
}

/** Whoever is found by staff leaves a trace, whatever of them is asked for. */
const recordReadsOf = (users: readonly User[], { viewer, recordReads }: AccountsContext): Promise<void> =>
  recordReads(users.filter(({ id }) => id !== ownUserId(viewer)).map(({ id }) => ({ type: "User", id })));

const position = z.tuple([z.iso.datetime().regex(/^[12]/), z.string().max(100)]);

function readPosition(cursor: readonly CursorValue[] | null): UserPosition | null {
  if (cursor === null) return null;
  const { data } = position.safeParse(cursor);
  if (!data || !parseId("user", data[1])) throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  return { createdAt: new Date(data[0]), id: data[1] };
}
