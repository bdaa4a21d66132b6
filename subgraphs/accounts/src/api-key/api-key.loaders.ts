import DataLoader from "dataloader";
import { readInstantPosition } from "#platform/database/page.ts";
import { createPageLoader } from "#platform/database/page-loader.ts";
import type { ApiKeyReads } from "./api-key-reads.repository.ts";

/** Made once per request. */
export function createApiKeyLoaders(apiKeys: ApiKeyReads) {
  return {
    apiKeyPage: createPageLoader({
      findPages: (userIds, request) =>
        apiKeys.findPagesOf(userIds, request, readInstantPosition(request.cursor, "key")),
      ownerOf: ({ userId }) => userId,
    }),
    apiKeyCount: new DataLoader<string, number>(async (userIds) => {
      const counts = await apiKeys.countOf(userIds);
      return userIds.map((id) => counts.get(id) ?? 0);
    }),
  };
}
