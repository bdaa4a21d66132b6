import type { Client } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { AccountsDatabase } from "../database.ts";
import { normalizeEmail } from "../user/user.ts";
import type { RefusedPassword, TryPassword } from "./try-password.ts";

export type CheckPasswordOutcome = { kind: "matches" } | RefusedPassword;

export type CheckPassword = ReturnType<typeof createCheckPassword>;

type CheckPasswordInput = { password: string; client: Pick<Client, "address"> } & (
  { userId: UserId } | { email: string }
);

/**
 * Whether `password` is the person's, e.g. before it is changed. Counts like a sign-in and signs nobody in. Wrong, too, for a
 * person who has none.
 * @throws AppError UNAVAILABLE when too many passwords wait to be looked at.
 */
export function createCheckPassword({
  db,
  tryPassword,
}: {
  db: Pick<AccountsDatabase, "users" | "passwordChecks">;
  tryPassword: TryPassword;
}) {
  const nameOf = async (input: CheckPasswordInput): Promise<string> => {
    if ("email" in input) return normalizeEmail(input.email);
    const [user] = await db.users.findByIds([input.userId]);
    return user?.email ?? input.userId;
  };

  return async (input: CheckPasswordInput): Promise<CheckPasswordOutcome> => {
    const attempt = { name: await nameOf(input), password: input.password, address: input.client.address };
    return tryPassword(attempt, async ({ check }) => {
      await db.passwordChecks.giveBack(check);
      return { kind: "matches" } as const;
    });
  };
}
