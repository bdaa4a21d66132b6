import type { Viewer } from "#platform/identity/viewer.ts";
import type { JobSight } from "./catalogue-job-reads.repository.ts";

/** Whose jobs the viewer may see: what the person has started, and those of shops whose products the viewer manages. */
export const sightOf = (viewer: Viewer): JobSight =>
  viewer.kind === "guest"
    ? { userId: null, shopIds: [] }
    : {
        userId: viewer.kind === "user" ? viewer.userId : null,
        shopIds: viewer.memberships
          .filter(({ roles }) => roles.some((role) => role === "OWNER" || role === "CATALOG"))
          .map(({ shopId }) => shopId),
      };
