import DataLoader from "dataloader";
import { isShopMember, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";
import type { StoredFile } from "./file.ts";
import type { FileReads } from "./file-reads.repository.ts";

/** Made once per request, for one viewer: a longer-lived cache would show one person's files to another. */
export const createFileLoaders = (files: FileReads, viewer: Viewer) => ({
  /** What the viewer may see of it; null otherwise. */
  fileById: new DataLoader<string, StoredFile | null>(async (ids) => {
    const shopIds = viewer.kind === "guest" ? [] : viewer.memberships.map(({ shopId }) => shopId);
    const found = await files.findVisible(
      { userId: viewerUserId(viewer), shopIds: shopIds.filter((shopId) => isShopMember(viewer, shopId, ["CATALOG"])) },
      ids,
    );
    return ids.map((id) => found.get(id) ?? null);
  }),
});

export type FileLoaders = ReturnType<typeof createFileLoaders>;
