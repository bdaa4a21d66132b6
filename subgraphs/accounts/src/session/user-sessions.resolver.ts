import { Args, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { readPageArguments } from "#platform/database/page.ts";
import { Access, self } from "#platform/graphql/access.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import type { AccountsContext } from "../context.ts";
import { ownerOf, UserType } from "../user/user.type.ts";
import { type SessionConnection, SessionConnectionType, toSessionType } from "./session.type.ts";

@Resolver(() => UserType)
export class UserSessionsResolver {
  @Access(self(ownerOf, { scope: "user:read" }))
  @FieldResolver(() => SessionConnectionType, {
    nullable: true,
    description: "Where the person is signed in, newest use first. What has ended or expired is not there.",
  })
  async sessions(
    @Root() { id: userId }: UserType,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { viewer, loaders }: AccountsContext,
  ): Promise<SessionConnection> {
    const request = readPageArguments(args, { max: 50, default: 20, cursorLength: 2 });
    const page = await loaders.sessionPage.load({ ownerId: userId, request });
    const currentId = viewer.kind === "user" ? viewer.sessionId : null;
    return {
      ...toConnection(
        page,
        ({ lastUsedAt, id }) => [lastUsedAt.toISOString(), id],
        (session) => toSessionType(session, currentId),
      ),
      userId,
    };
  }
}

@Resolver(() => SessionConnectionType)
export class SessionConnectionResolver {
  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { userId }: SessionConnection, @Ctx() { loaders }: AccountsContext): Promise<number> {
    return loaders.sessionCount.load(userId);
  }
}
