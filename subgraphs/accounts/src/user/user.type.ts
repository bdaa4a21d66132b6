import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { Access, self } from "#platform/graphql/access.ts";
import { type Connection, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { ROLE_SCOPES, type StaffRole } from "#platform/identity/scope.ts";
import type { UserFilter } from "./user.repository.ts";
import { toDisplayName, type User, type UserStatus } from "./user.ts";

export const UserRoleEnum = { SUPPORT: "SUPPORT", ADMIN: "ADMIN" } as const satisfies { [Role in StaffRole]: Role };
registerEnumType(UserRoleEnum, {
  name: "UserRole",
  description: "What someone is on the staff of the platform.",
  valuesConfig: {
    SUPPORT: { description: `Helps customers: ${ROLE_SCOPES.SUPPORT.join(", ")}.` },
    ADMIN: { description: "Runs the platform: every scope that staff can have." },
  },
});

/** Whose private fields these are. `true` is for an answer to the person themself, who is not signed in yet. */
export const ownerOf = ({ id, isForThemself }: UserType): string | true => isForThemself || id;
export const OWN = self(ownerOf, { scope: "user:read", keyScope: "account:read" });

@ObjectType("User", {
  description:
    "A person with an account. Everybody may see the display name and the picture; the rest is the person's own.",
})
@Directive('@key(fields: "id")')
export class UserType {
  @Field(() => ID, { description: "The user's id." })
  id!: string;

  @Field(() => String, { description: 'What others see of the name, e.g. "Mia B.".' })
  displayName!: string;

  @Access(OWN)
  @Directive('@tag(name: "pii")')
  @Field(() => String, { nullable: true, description: "The address that signs in, in lower case." })
  email!: string | null;

  @Access(OWN)
  @Directive('@tag(name: "pii")')
  @Field(() => String, { nullable: true, description: "The whole name." })
  fullName!: string | null;

  @Access(OWN)
  @Directive('@tag(name: "pii")')
  @Field(() => String, { nullable: true, description: "The telephone number, e.g. +4915112345678." })
  phone!: string | null;

  @Access(OWN)
  @Field(() => Boolean, { nullable: true, description: "Whether the address is confirmed." })
  emailVerified!: boolean | null;

  @Access(OWN)
  @Field(() => [UserRoleEnum], {
    nullable: true,
    description: "What the person is on the platform's staff; empty for customers.",
  })
  roles!: readonly StaffRole[] | null;

  @Access(OWN)
  @Field(() => Int, { nullable: true, description: "Counts the changes of the profile, for `expectedVersion`." })
  version!: number | null;

  @Access(OWN)
  @Field(() => DateTimeScalar, { nullable: true, description: "When the account was made." })
  createdAt!: Date | null;

  @Access(self(ownerOf, { scope: "user:read" }))
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when the account is suspended; null when it is not.",
  })
  suspendedAt!: Date | null;

  /** Not fields. */
  avatarFileId!: string | null;
  isForThemself!: boolean;
}

/** The user as a GraphQL object; what a viewer may not see of it is taken out field by field. */
export const toUserType = (user: User): UserType => ({
  id: user.id,
  displayName: toDisplayName(user.fullName),
  email: user.email,
  fullName: user.fullName,
  phone: user.phone,
  emailVerified: user.emailVerifiedAt !== null,
  roles: user.roles,
  version: user.version,
  createdAt: user.createdAt,
  suspendedAt: user.suspendedAt,
  avatarFileId: user.avatarFileId,
  isForThemself: false,
});

/** The user in an answer to the person, who has just proved who they are by a password or a mailed token. */
export const toOwnUserType = (user: User): UserType => ({ ...toUserType(user), isForThemself: true });

export const UserConnectionType = createConnectionType("User", UserType);

/** The connection with what it takes to count the whole list. */
export interface UserConnection extends Connection<UserType> {
  filter: UserFilter;
}

export const UserStatusEnum = {
  ACTIVE: "ACTIVE",
  SUSPENDED: "SUSPENDED",
  UNVERIFIED: "UNVERIFIED",
} as const satisfies { [Status in UserStatus]: Status };
registerEnumType(UserStatusEnum, {
  name: "UserStatus",
  description: "How far someone has come.",
  valuesConfig: {
    ACTIVE: { description: "Confirmed the address; may sign in." },
    SUSPENDED: { description: "Suspended by staff." },
    UNVERIFIED: { description: "Has not confirmed the address yet." },
  },
});

@InputType("UserFilter", { description: "Which users to list; every given part must hold." })
export class UserFilterInput {
  @Field(() => String, {
    nullable: true,
    description: "A part of the address or of the name, in any case; 3 to 100 characters.",
  })
  query?: string | null;

  @Field(() => UserStatusEnum, { nullable: true, description: "Only people of this status." })
  status?: UserStatus | null;

  @Field(() => UserRoleEnum, { nullable: true, description: "Only staff with this role." })
  role?: StaffRole | null;
}
