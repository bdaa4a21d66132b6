import type { UserRepository } from "../user/user.repository.ts";
import type { StillWanted } from "./compose-mail.ts";

/** Whether a mail still makes sense when its turn comes, perhaps days after it was decided on. */
export const createStillWanted = ({ users }: { users: Pick<UserRepository, "findByIds"> }): StillWanted => ({
  /** The account exists, waits for this, and has this very address. */
  "verify-email": async ({ userId }, to) => {
    const [user] = userId === null ? [] : await users.findByIds([userId]);
    return user?.email === to && user.emailVerifiedAt === null;
  },
  /** The account exists, may sign in, and still has this very address. */
  "password-reset": async ({ userId }, to) => {
    const [user] = userId === null ? [] : await users.findByIds([userId]);
    return user?.email === to && user.suspendedAt === null;
  },
});
