export type RouteMethod = "GET" | "POST";

/** An address on the router's port that a subgraph answers itself. */
export interface PublicRoute {
  path: string;
  methods: readonly RouteMethod[];
  /** Whether everything below the path belongs to it, too. */
  withPathsBelow?: boolean;
}

/** Segments that mean what they say: none is `..`, in any spelling, and leads to another address of the subgraph. */
const BELOW = /^(\/[\w-][\w.-]*)+$/;

/** Whether `path`, without its query, belongs to the route. */
export const isOnRoute = ({ path: own, withPathsBelow }: PublicRoute, path: string): boolean =>
  path === own || (withPathsBelow === true && path.startsWith(own) && BELOW.test(path.slice(own.length)));
