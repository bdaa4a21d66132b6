import { globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { readEvents } from "../../scripts/docs/events-page.ts";
import { SUBGRAPH_NAMES, SUBGRAPHS, type SubgraphName } from "../../subgraphs/registry.ts";
import { findForgotten, findStrangers } from "./subgraph-pieces.ts";
import { createTemporaryFolder, type Tree, writeTree } from "./temporary-tree.ts";

const events = await readEvents();

describe("the registry", () => {
  it.each(SUBGRAPH_NAMES)("has %s, of which nothing is forgotten", (name) => {
    expect(findForgotten(PROJECT_FOLDER, name)).toEqual([]);
  });

  it("has every subgraph that there is a folder or a schema of", () => {
    expect(findStrangers(PROJECT_FOLDER, SUBGRAPH_NAMES)).toEqual([]);
  });

  it.each(SUBGRAPH_NAMES)("lets %s react to events that exist, each once", (name) => {
    const reactsTo: readonly string[] = SUBGRAPHS[name].reactsTo;
    const published = events.map(({ definition }) => definition.name);
    expect(reactsTo.filter((event) => !published.includes(event))).toEqual([]);
    expect(new Set(reactsTo).size).toBe(reactsTo.length);
  });

  it.each(SUBGRAPH_NAMES)("says what %s reacts to, as its code does", async (name) => {
    expect([...SUBGRAPHS[name].reactsTo].sort()).toEqual(await readReactions(name));
  });
});

it("gives each event a name of its own: publisher, fact, version", () => {
  const names = events.map(({ definition }) => definition.name);
  expect(new Set(names).size).toBe(names.length);
  expect(events.filter(({ publisher, definition }) => !isNamedWell(publisher, definition.name))).toEqual([]);
});

const isNamedWell = (publisher: string, name: string): boolean =>
  name.startsWith(`${publisher}.`) && /^[a-z]+\.[a-z]+(-[a-z]+)+\.v\d+$/.test(name);

/**
 * Names of the events that the files in `reactions/` react to. They are read, not run, because some reactions are made only
 * with a subgraph around them: `reactTo(<Event>, …` with the event imported from a contract.
 */
async function readReactions(subgraph: SubgraphName): Promise<string[]> {
  const folder = join(PROJECT_FOLDER, "subgraphs", subgraph, "src/reactions");
  const found = new Set<string>();
  for (const file of globSync("on-*.ts", { cwd: folder }).filter((path) => !path.endsWith(".test.ts"))) {
    const text = readFileSync(join(folder, file), "utf8");
    const reactions = [...text.matchAll(/\breactTo(?:<[^()]*>)?\(\s*(\w+)/g)];
    if (reactions.length === 0) throw new Error(`${subgraph}/src/reactions/${file} reacts to nothing.`);
    for (const [, imported] of reactions) {
      const name = await nameOfImported(imported!, text);
      if (!name) throw new Error(`${subgraph}/src/reactions/${file}: ${imported} is no event of a contract.`);
      found.add(name);
    }
  }
  return [...found].sort();
}

async function nameOfImported(imported: string, text: string): Promise<string | undefined> {
  const statement = new RegExp(String.raw`import \{[^}]*\b${imported}\b[^}]*\} from "[./]*/(\w+)/contract/events\.ts"`);
  const publisher = statement.exec(text)?.[1] ?? "";
  const contract = (await import(`../../subgraphs/${publisher}/contract/events.ts`)) as Record<
    string,
    { name?: string }
  >;
  return contract[imported]?.name;
}

describe("a new subgraph", () => {
  const WHOLE: Tree = {
    "subgraphs/reviews/README.md": "",
    "subgraphs/reviews/src/subgraph.ts": "",
    "prisma/reviews/schema.prisma": "",
    "prisma/reviews/prisma.config.ts": "",
    "prisma/reviews/migrations/20260101000000_init/migration.sql": "",
    "schema/subgraphs/reviews.graphql": "",
    "docs/architecture.md": "reviews own reviews",
    ".env.example": "#REVIEWS_DATABASE_URL=\n#REVIEWS_URL=\n",
    "docker-compose.yml": `x-environment:
  REVIEWS_DATABASE_URL: postgresql://a
  REVIEWS_URL: http://a
services:
  reviews:
    environment: { ROLES: reviews, HOST: 0.0.0.0 }

  reviews-worker:
    environment: { ROLES: reviews-worker }
volumes:
  data:
`,
  };
  const folder = createTemporaryFolder();
  const forgotten = (tree: Tree): string[] => {
    rmSync(folder, { recursive: true, force: true });
    return findForgotten(writeTree(folder, tree), "reviews");
  };

  it("is whole with a piece in every place", () => {
    expect(forgotten(WHOLE)).toEqual([]);
  });

  it.each(Object.keys(WHOLE))("is not whole without %s, whose lack is named", (path) => {
    const named = forgotten(Object.fromEntries(Object.entries(WHOLE).filter(([piece]) => piece !== path)));
    expect(named.length).toBeGreaterThan(0);
    for (const line of named) expect(path.startsWith(line.split(":")[0]!)).toBe(true);
  });

  it("needs a service for its jobs, too", () => {
    const compose = WHOLE["docker-compose.yml"]!.replace("ROLES: reviews-worker", "ROLES: reviews");
    expect(forgotten({ ...WHOLE, "docker-compose.yml": compose })).toEqual([
      "docker-compose.yml: a service reviews-worker with ROLES: reviews-worker",
    ]);
  });

  it("is noticed wherever it begins while the registry does not have it", () => {
    rmSync(folder, { recursive: true, force: true });
    expect(findStrangers(writeTree(folder, WHOLE), ["orders"]).sort()).toEqual([
      "prisma/reviews",
      "schema/subgraphs/reviews",
      "subgraphs/reviews",
    ]);
  });
});
