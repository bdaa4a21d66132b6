import { hashSync } from "@node-rs/argon2";
import { scopesOfRoles } from "#platform/identity/scope.ts";
import type { UserViewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { AccountsDatabase } from "../database.ts";
import { newUser, type User } from "../user/user.ts";
import { newAddress } from "./start-accounts.ts";

export const PASSWORD = "correct horse battery";

/** At the cost that a hasher has today, which is the library's own. */
const PASSWORD_HASH = hashSync(PASSWORD);

type PersonWithAddress = User & { readonly email: string };

/** `user` signed in on some device, holding what their roles give. */
export const viewerOf = (user: Pick<User, "id" | "roles">): UserViewer => ({
  kind: "user",
  userId: user.id,
  sessionId: newId("sess", new Date()),
  scopes: scopesOfRoles(user.roles),
  memberships: [],
});

/** Stores a person whose password is `PASSWORD`; verified unless told otherwise. */
export async function insertUser(
  db: Pick<AccountsDatabase, "users">,
  changes: Partial<PersonWithAddress> = {},
): Promise<PersonWithAddress> {
  const at = new Date();
  const known = {
    id: newId("user", at),
    email: newAddress(),
    fullName: "Mia Berg",
    emailVerifiedAt: at,
    createdAt: at,
  };
  const user = { ...newUser(known), email: known.email, ...changes };
  await db.users.insertUnlessEmailTaken(user, PASSWORD_HASH);
  return user;
}
