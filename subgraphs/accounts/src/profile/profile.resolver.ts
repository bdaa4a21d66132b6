import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { Access, everyone, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import { toOwnUserType, UserType } from "../user/user.type.ts";
import { AccountUpdateInput, AccountUpdatePayload, FileStub, profileUserError } from "./profile.type.ts";
import type { UpdateAccount } from "./update-account.ts";

@Resolver(() => UserType)
export class ProfileResolver {
  constructor(private readonly useCases: { updateAccount: UpdateAccount }) {}

  @Access(everyone())
  @FieldResolver(() => FileStub, { nullable: true, description: "The person's picture; null without one." })
  avatar(@Root() { avatarFileId }: UserType): FileStub | null {
    return avatarFileId === null ? null : { id: avatarFileId };
  }

  @Access(signedIn({ note: "their own account" }))
  @Mutation(() => AccountUpdatePayload, { description: "Changes what the viewer is known by. Safe to repeat." })
  async accountUpdate(
    @Arg("input", () => AccountUpdateInput, { description: "What becomes another." }) input: AccountUpdateInput,
    @Ctx() context: AccountsContext,
  ): Promise<AccountUpdatePayload> {
    const outcome = await this.useCases.updateAccount(context, input);
    switch (outcome.kind) {
      case "updated":
        return { user: toOwnUserType(outcome.user), userErrors: [] };
      case "conflict":
        return { user: toOwnUserType(outcome.user), userErrors: [profileUserError("CONFLICT", ["expectedVersion"])] };
      case "refused":
        return { user: null, userErrors: outcome.problems.map(({ code, field }) => profileUserError(code, field)) };
    }
  }
}
