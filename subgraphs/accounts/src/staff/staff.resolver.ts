import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, staff } from "#platform/graphql/access.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { AccountsContext } from "../context.ts";
import { toUserType, type UserType } from "../user/user.type.ts";
import type { ReinstateUser } from "./reinstate-user.ts";
import type { SetUserRoles } from "./set-user-roles.ts";
import {
  toStaffUserError,
  UserReinstateInput,
  UserReinstatePayload,
  UserRolesSetInput,
  UserRolesSetPayload,
  UserSuspendInput,
  UserSuspendPayload,
} from "./staff.type.ts";
import type { SuspendUser } from "./suspend-user.ts";

interface UseCases {
  suspendUser: SuspendUser;
  reinstateUser: ReinstateUser;
  setUserRoles: SetUserRoles;
}

@Resolver()
export class StaffResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(staff("user:write"))
  @Mutation(() => UserSuspendPayload, {
    description: "Closes an account until it is reinstated: it is signed out everywhere and nobody signs in.",
  })
  async userSuspend(
    @Arg("input", () => UserSuspendInput, { description: "Whom and why." }) input: UserSuspendInput,
    @Ctx() context: AccountsContext,
  ): Promise<UserSuspendPayload> {
    const outcome = await this.useCases.suspendUser(context, input);
    switch (outcome.kind) {
      case "suspended":
        return { user: await show(outcome.userId, context), userErrors: [] };
      case "refused":
        return { user: null, userErrors: outcome.problems.map(toStaffUserError) };
    }
  }

  @Access(staff("user:write"))
  @Mutation(() => UserReinstatePayload, { description: "Lets a suspended person sign in again." })
  async userReinstate(
    @Arg("input", () => UserReinstateInput, { description: "Whom." }) input: UserReinstateInput,
    @Ctx() context: AccountsContext,
  ): Promise<UserReinstatePayload> {
    const outcome = await this.useCases.reinstateUser(context, input);
    switch (outcome.kind) {
      case "reinstated":
        return { user: await show(outcome.userId, context), userErrors: [] };
      case "refused":
        return { user: null, userErrors: outcome.problems.map(toStaffUserError) };
    }
  }

  @Access(staff("role:write", { peopleOnly: true }))
  @Mutation(() => UserRolesSetPayload, {
    description:
      "Gives and takes staff roles. Nobody gives or takes more than they may do themself, nor changes their own.",
  })
  async userRolesSet(
    @Arg("input", () => UserRolesSetInput, { description: "Whose roles, and which." }) input: UserRolesSetInput,
    @Ctx() context: AccountsContext,
  ): Promise<UserRolesSetPayload> {
    const outcome = await this.useCases.setUserRoles(context, input);
    switch (outcome.kind) {
      case "set":
        return { user: await show(outcome.userId, context), userErrors: [] };
      case "refused":
        return {
          user: outcome.userId && (await show(outcome.userId, context)),
          userErrors: outcome.problems.map(toStaffUserError),
        };
    }
  }
}

/** As they are after the change; what the viewer may not see of them is taken out field by field. */
async function show(userId: UserId, { loaders }: AccountsContext): Promise<UserType | null> {
  const user = await loaders.userById.clear(userId).load(userId);
  return user && toUserType(user);
}
