import { newId } from "#platform/ids/id.ts";
import type { AccountsDatabase } from "../database.ts";
import { createPasswordHasher } from "../password/password-hasher.ts";
import type { User } from "../user/user.ts";
import { newAddress } from "./start-accounts.ts";

export const PASSWORD = "correct horse battery";

const passwordHash = createPasswordHasher().hash(PASSWORD);

/** Stores a person whose password is `PASSWORD`; verified unless told otherwise. */
export async function insertUser(db: Pick<AccountsDatabase, "users">, changes: Partial<User> = {}): Promise<User> {
  const at = new Date();
  const user: User = {
    id: newId("user", at),
    email: newAddress(),
    fullName: "Mia Berg",
    scopes: [],
    emailVerifiedAt: at,
    createdAt: at,
    ...changes,
  };
  await db.users.insertUnlessEmailTaken(user, await passwordHash);
  return user;
}
