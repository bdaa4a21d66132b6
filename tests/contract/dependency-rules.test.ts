import { globSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { CLEAN_TREE, type ImportTree, PACKAGES, VIOLATIONS } from "./dependency-rule-cases.ts";
import { createTemporaryFolder, writeTree } from "./temporary-tree.ts";

const options: ICruiseOptions = await extractOptions(join(PROJECT_FOLDER, ".dependency-cruiser.cjs"));
const ruleNames = options.ruleSet!.forbidden!.map(({ name }) => name!);
const readOurs = (file: string): string => readFileSync(join(PROJECT_FOLDER, file), "utf8");

/** Trees side by side, and above them an empty package for each that they import. */
const home = writeTree(createTemporaryFolder(), {
  ...Object.fromEntries(
    PACKAGES.flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" })],
      [`node_modules/${name}/index.js`, "exports.anything = 1;"],
    ]),
  ),
});

function importing(specifiers: readonly string[]): string {
  const lines = specifiers.map((specifier, index) =>
    specifier.startsWith("type ")
      ? `import type * as m${index} from ${JSON.stringify(specifier.slice(5))};\nexport type T${index} = typeof m${index};`
      : `import * as m${index} from ${JSON.stringify(specifier)};\nexport const v${index} = m${index};`,
  );
  return [...lines, "export const here = true;", ""].join("\n");
}

async function cruiseFolders(root: string, folders: readonly string[]): Promise<ICruiseResult> {
  const tsConfig = extractTSConfig(join(root, "tsconfig.json"));
  const result = await cruise([...folders], { ...options, baseDir: root }, undefined, { tsConfig });
  return result.output as ICruiseResult;
}

/** Names of the rules that `tree` breaks, each once. */
async function brokenRules(tree: ImportTree): Promise<string[]> {
  const root = writeTree(mkdtempSync(join(home, "tree-")), {
    "package.json": readOurs("package.json"),
    "tsconfig.json": readOurs("tsconfig.json"),
    ...Object.fromEntries(Object.entries(tree).map(([path, imports]) => [path, importing(imports)])),
  });
  const tops = new Set(Object.keys(tree).map((path) => path.split("/")[0]!));
  const { summary } = await cruiseFolders(root, [...tops]);
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

it("has a violation on purpose for every rule", () => {
  expect(Object.keys(VIOLATIONS).sort()).toEqual([...ruleNames].sort());
});

describe.each(Object.entries(VIOLATIONS))("%s", (rule, violations) => {
  it.each(violations)("catches $what", async ({ tree, alsoBreaks }) => {
    expect(await brokenRules(tree)).toEqual([rule, ...alsoBreaks].sort());
  });
});

it("leaves alone what the rules allow", async () => {
  expect(await brokenRules(CLEAN_TREE)).toEqual([]);
});

it("follows the alias #platform in the project itself", async () => {
  const { modules } = await cruiseFolders(PROJECT_FOLDER, ["subgraphs/payments/src/subgraph.ts"]);
  const aliased = modules
    .flatMap(({ dependencies }) => dependencies)
    .filter(({ module }) => module.startsWith("#platform/"));
  expect(aliased.length).toBeGreaterThan(20);
  expect(aliased.filter(({ module, resolved }) => `#${resolved}` !== module)).toEqual([]);
});

it("is run over every folder with code of ours", () => {
  const { scripts } = JSON.parse(readOurs("package.json")) as { scripts: Record<string, string> };
  const { include } = extractTSConfig(join(PROJECT_FOLDER, "tsconfig.json")).raw as { include: string[] };
  const withCode = include.filter((path) => globSync(`${path}/**/*.ts`, { cwd: PROJECT_FOLDER }).length > 0);
  expect(withCode.length).toBeGreaterThan(5);
  expect(withCode.filter((folder) => !scripts["boundaries"]!.split(/\s+/).includes(folder))).toEqual([]);
});
