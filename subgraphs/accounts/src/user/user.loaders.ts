import DataLoader from "dataloader";
import type { User } from "./user.ts";
import type { UserRepository } from "./user.repository.ts";

/** Made once per request. */
export function createUserLoaders(users: Pick<UserRepository, "findByIds">) {
  return {
    userById: new DataLoader<string, User | null>(
      async (ids) => {
        const found = new Map((await users.findByIds(ids)).map((user) => [user.id as string, user]));
        return ids.map((id) => found.get(id) ?? null);
      },
      { maxBatchSize: 500 },
    ),
  };
}
