import DataLoader from "dataloader";
import { readInstantPosition } from "#platform/database/page.ts";
import { createPageLoader } from "#platform/database/page-loader.ts";
import type { Now } from "#platform/time/clock.ts";
import type { PersonSessionRepository } from "./person-session.repository.ts";

/** Made once per request. */
export function createSessionLoaders(
  sessions: Pick<PersonSessionRepository, "findLivePagesOf" | "countLiveOf">,
  { now }: { now: Now },
) {
  return {
    sessionPage: createPageLoader({
      findPages: (userIds, request) =>
        sessions.findLivePagesOf(userIds, request, readInstantPosition(request.cursor, "sess"), now()),
      ownerOf: ({ userId }) => userId,
    }),
    sessionCount: new DataLoader<string, number>(async (userIds) => {
      const counts = await sessions.countLiveOf(userIds, now());
      return userIds.map((id) => counts.get(id) ?? 0);
    }),
  };
}
