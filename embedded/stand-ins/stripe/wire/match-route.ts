import type { Route } from "./call.ts";

export type Match = { route: Route; path: Record<string, string> };

/** Finds the route of a request. Literal segments win over `:name` ones, whatever the order of `routes`. */
export function createMatcher(routes: readonly Route[]) {
  const compiled = routes.map((route) => ({ route, segments: route.pattern.split("/") }));
  const names = (segments: readonly string[]): number => segments.filter((segment) => segment.startsWith(":")).length;
  compiled.sort((a, b) => names(a.segments) - names(b.segments));

  return (method: string, pathname: string): Match | null => {
    const parts = pathname.split("/");
    for (const { route, segments } of compiled) {
      if (route.method !== method || segments.length !== parts.length) continue;
      const path: Record<string, string> = {};
      const fits = segments.every((segment, index) => {
        const part = parts[index] ?? "";
        if (!segment.startsWith(":")) return segment === part;
        path[segment.slice(1)] = part;
        return part !== "";
      });
      if (fits) return { route, path };
    }
    return null;
  };
}
