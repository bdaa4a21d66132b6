import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { readEnvironmentParts } from "../../scripts/docs/environment-variables.ts";
import { RESERVED_CODES } from "../../scripts/docs/errors-page.ts";
import { generateDocs } from "../../scripts/docs/generate-docs.ts";
import { findStale } from "../../scripts/docs/find-stale.ts";
import { createTemporaryFolder, writeTree } from "./temporary-tree.ts";

const CODE = "{embedded,platform,prisma,router,runtime,scripts,subgraphs}/**/*.{ts,mjs}";
const isOurs = (path: string) => !/\.test\.ts$|(^|\/)(generated|testing)\//.test(path);
const sources = globSync(CODE, { cwd: PROJECT_FOLDER })
  .filter(isOurs)
  .map((path) => ({ path, text: readFileSync(join(PROJECT_FOLDER, path), "utf8") }));

/** Read or set by name, but nothing for a person who runs Plexus to decide. */
const NOT_OURS = new Set([
  "APOLLO_TELEMETRY_DISABLED", // always on
  "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", // always on
  "PATH", // every program's
  "XDG_CACHE_HOME", // every program's
  "npm_lifecycle_event", // npm's
]);

describe("docs --check", () => {
  it("finds the generated pages and .env.example current", async () => {
    expect(findStale(await generateDocs(), PROJECT_FOLDER)).toEqual([]);
  });

  const folder = createTemporaryFolder();
  it("names what is missing and what is different", () => {
    writeTree(folder, { "same.md": "a\n", "docs/other.md": "old\n" });
    const pages = { "same.md": "a\n", "docs/other.md": "new\n", "docs/missing.md": "" };
    expect(findStale(pages, folder)).toEqual(["docs/other.md", "docs/missing.md"]);
  });
});

it("lists every variable that code reads by name", async () => {
  const documented = new Set(
    (await readEnvironmentParts()).flatMap(({ variables }) => variables.map(({ name }) => name)),
  );
  const read = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:env|environment|process\.env)(?:\["(\w+)"\]|\.([A-Z][A-Z0-9_]+)\b)/g)].map((match) => ({
      path,
      name: match[1] ?? match[2]!,
    })),
  );
  expect(read.length).toBeGreaterThan(20);
  expect(read.filter(({ name }) => !documented.has(name) && !NOT_OURS.has(name))).toEqual([]);
});

it("calls an error code reserved exactly while nothing answers it", () => {
  const declaring = ["platform/graphql/error-mapping.ts", "scripts/docs/errors-page.ts"];
  const answered = (name: string) =>
    sources.some(({ path, text }) => !declaring.includes(path) && text.includes(`"${name}"`));
  expect(RESERVED_CODES.filter(answered)).toEqual([]);
  expect(RESERVED_CODES.length).toBeGreaterThan(0);
});
