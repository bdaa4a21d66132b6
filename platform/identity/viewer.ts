import type { SessionId, UserId } from "#platform/ids/id.ts";

/** On whose behalf a request runs. A guest has no rights of their own; knowing a guest cart's id is a right to that cart. */
export type Viewer =
  | { readonly kind: "guest" }
  | {
      readonly kind: "user";
      readonly userId: UserId;
      readonly sessionId: SessionId;
      readonly scopes: readonly string[];
    };

export const GUEST: Viewer = { kind: "guest" };

/** Who calls, and for whom. `caller` is `router` or the name of a sibling subgraph, proven by the signed credential. */
export interface Identity {
  readonly caller: string;
  readonly viewer: Viewer;
}

/** The user's id, or null for a guest. */
export const viewerUserId = (viewer: Viewer): UserId | null => (viewer.kind === "user" ? viewer.userId : null);

/** True for a signed-in viewer that holds `scope`, e.g. `order:read`. */
export const hasScope = (viewer: Viewer, scope: string): boolean =>
  viewer.kind === "user" && viewer.scopes.includes(scope);
