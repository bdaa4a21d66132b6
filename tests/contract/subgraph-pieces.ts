import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What the subgraph `name` lacks in the project at `root`, besides its registry entry; each as one line that says where to
 * add what. Empty when it is whole.
 */
export function findForgotten(root: string, name: string): string[] {
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "");
  const services = composeServices(read("docker-compose.yml"));
  const variables = [`${name.toUpperCase()}_DATABASE_URL`, `${name.toUpperCase()}_URL`];
  const pieces: [string, boolean][] = [
    ...[
      `subgraphs/${name}/README.md`,
      `subgraphs/${name}/src/subgraph.ts`,
      `prisma/${name}/schema.prisma`,
      `prisma/${name}/prisma.config.ts`,
      `schema/subgraphs/${name}.graphql`,
    ].map((path): [string, boolean] => [path, existsSync(join(root, path))]),
    [
      `prisma/${name}/migrations: a first migration`,
      globSync(`prisma/${name}/migrations/*/migration.sql`, { cwd: root }).length > 0,
    ],
    ...[name, `${name}-worker`].map((role): [string, boolean] => [
      `docker-compose.yml: a service ${role} with ROLES: ${role}`,
      new RegExp(String.raw`\bROLES: ${role}\b(?!-)`).test(services.get(role) ?? ""),
    ]),
    ...variables.flatMap((variable): [string, boolean][] => [
      [
        `docker-compose.yml: ${variable}`,
        new RegExp(String.raw`^ +${variable}: \S`, "m").test(read("docker-compose.yml")),
      ],
      [`.env.example: ${variable}`, new RegExp(`^#?${variable}=`, "m").test(read(".env.example"))],
    ]),
    ["docs/architecture.md: its place", new RegExp(String.raw`\b${name}\b`).test(read("docs/architecture.md"))],
  ];
  return pieces.filter(([, isThere]) => !isThere).map(([piece]) => piece);
}

/** Folders and files that belong to a subgraph which is not among `names`. */
export function findStrangers(root: string, names: readonly string[]): string[] {
  const foldersIn = (path: string) =>
    existsSync(join(root, path))
      ? readdirSync(join(root, path), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => `${path}/${entry.name}`)
      : [];
  const found = [
    ...foldersIn("subgraphs"),
    ...foldersIn("prisma"),
    ...globSync("schema/subgraphs/*.graphql", { cwd: root }).map((path) => path.replace(/\.graphql$/, "")),
  ];
  return found.filter((path) => !names.includes(path.slice(path.lastIndexOf("/") + 1)));
}

/** The text of each service of a compose file whose services stand two spaces in. */
function composeServices(text: string): Map<string, string> {
  const services = /^services:\n((?:(?: .*)?\n)*)/m.exec(text)?.[1] ?? "";
  return new Map(
    [...services.matchAll(/^ {2}([\w-]+):\n((?:(?: {3}.*)?\n)*)/gm)].map((match) => [match[1]!, match[2]!]),
  );
}
