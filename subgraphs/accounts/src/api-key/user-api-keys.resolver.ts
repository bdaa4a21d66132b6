import { Args, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { readPageArguments } from "#platform/database/page.ts";
import { Access, self } from "#platform/graphql/access.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import type { AccountsContext } from "../context.ts";
import { ownerOf, UserType } from "../user/user.type.ts";
import { type ApiKeyConnection, ApiKeyConnectionType, toApiKeyType } from "./api-key.type.ts";

@Resolver(() => UserType)
export class UserApiKeysResolver {
  @Access(self(ownerOf, { scope: "user:read" }))
  @FieldResolver(() => ApiKeyConnectionType, {
    nullable: true,
    description: "The person's API keys, newest first, those that work no more included.",
  })
  async apiKeys(
    @Root() { id: userId }: UserType,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<ApiKeyConnection> {
    const request = readPageArguments(args, { max: 50, default: 20, cursorLength: 2 });
    const page = await loaders.apiKeyPage.load({ ownerId: userId, request });
    return { ...toConnection(page, ({ createdAt, id }) => [createdAt.toISOString(), id], toApiKeyType), userId };
  }
}

@Resolver(() => ApiKeyConnectionType)
export class ApiKeyConnectionResolver {
  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { userId }: ApiKeyConnection, @Ctx() { loaders }: AccountsContext): Promise<number> {
    return loaders.apiKeyCount.load(userId);
  }
}
