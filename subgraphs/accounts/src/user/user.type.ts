import { Directive, Field, ID, ObjectType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { canReadPrivately } from "./user.policy.ts";
import { toDisplayName, type User } from "./user.ts";

@ObjectType("User", {
  description:
    "A person with an account. Everybody may see the display name; the rest is null for all but the person and staff with the scope user:read.",
})
@Directive('@key(fields: "id")')
export class UserType {
  @Field(() => ID, { description: "The user's id." })
  id!: string;

  @Field(() => String, { description: 'What others see of the name, e.g. "Mia B.".' })
  displayName!: string;

  @Directive('@tag(name: "pii")')
  @Field(() => String, {
    nullable: true,
    description: "The address that signs in, in lower case. Self, or scope user:read.",
  })
  email!: string | null;

  @Directive('@tag(name: "pii")')
  @Field(() => String, { nullable: true, description: "The whole name. Self, or scope user:read." })
  fullName!: string | null;

  @Field(() => Boolean, { nullable: true, description: "Whether the address is confirmed. Self, or scope user:read." })
  emailVerified!: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the account was made. Self, or scope user:read." })
  createdAt!: Date | null;
}

/** The user with everything on it. For the person alone, and who may see as much. */
export const toWholeUserType = (user: User): UserType => ({
  id: user.id,
  displayName: toDisplayName(user.fullName),
  email: user.email,
  fullName: user.fullName,
  emailVerified: user.emailVerifiedAt !== null,
  createdAt: user.createdAt,
});

/** The user with as much on it as `viewer` may see. */
export const toUserType = (user: User, viewer: Viewer): UserType =>
  canReadPrivately(viewer, user.id)
    ? toWholeUserType(user)
    : { ...toWholeUserType(user), email: null, fullName: null, emailVerified: null, createdAt: null };

export const UserConnectionType = createConnectionType("User", UserType);
