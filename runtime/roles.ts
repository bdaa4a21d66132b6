import { BadEnvironment } from "#platform/config/environment.ts";
import { SUBGRAPH_NAMES, type SubgraphName } from "../subgraphs/registry.ts";

/** One thing a process can be: the public edge, a subgraph's API, or a subgraph's jobs and event delivery. */
export type Role =
  { kind: "router" } | { kind: "subgraph"; subgraph: SubgraphName } | { kind: "worker"; subgraph: SubgraphName };

export const ALL_ROLES: readonly Role[] = [
  { kind: "router" },
  ...SUBGRAPH_NAMES.map((subgraph): Role => ({ kind: "subgraph", subgraph })),
  ...SUBGRAPH_NAMES.map((subgraph): Role => ({ kind: "worker", subgraph })),
];

export const roleName = (role: Role): string =>
  role.kind === "router" ? "router" : role.kind === "worker" ? `${role.subgraph}-worker` : role.subgraph;

/**
 * Reads `ROLES`. One process has one port: `all`, the router alone, or one subgraph's API, its worker, or both.
 * @throws BadEnvironment for an unknown role or a mix that would need two ports.
 */
export function parseRoles(text: string): readonly Role[] {
  if (text.trim() === "all") return ALL_ROLES;
  const roles = text.split(",").map((word) => {
    const role = ALL_ROLES.find((candidate) => roleName(candidate) === word.trim());
    if (!role)
      throw new BadEnvironment(`ROLES: "${word.trim()}" is none of ${["all", ...ALL_ROLES.map(roleName)].join(", ")}.`);
    return role;
  });
  const ports = new Set(roles.map((role) => (role.kind === "router" ? "router" : role.subgraph)));
  if (ports.size > 1) {
    throw new BadEnvironment(
      "ROLES: one process serves `all`, the router, or one subgraph with or without its worker.",
    );
  }
  return roles;
}
