import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint } from "eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { ALLOWED, REFUSED } from "./lint-rule-cases.ts";
import { createTemporaryFolder, writeTree } from "./temporary-tree.ts";

/** All cases in one tree under our own settings: the rules that need types read one small program instead of the project. */
const cases = [...Object.values(REFUSED).flat(), ...ALLOWED];
const root = writeTree(createTemporaryFolder(), {
  "tsconfig.json": readFileSync(join(PROJECT_FOLDER, "tsconfig.json"), "utf8"),
  ...Object.fromEntries(cases.map(({ path, code }) => [path, code])),
});

/** By file, the rules that it breaks, each once. */
const broken = new Map<string, string[]>();

beforeAll(async () => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: join(PROJECT_FOLDER, "eslint.config.js"),
    overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parserOptions: { tsconfigRootDir: root } } }],
  });
  for (const { filePath, messages } of await eslint.lintFiles(["**/*.ts"])) {
    broken.set(filePath, [...new Set(messages.map(({ ruleId, message }) => ruleId ?? message))]);
  }
});

const brokenBy = ({ path }: { path: string }): string[] | undefined => broken.get(join(root, path));

describe.each(Object.entries(REFUSED))("%s", (rule, refused) => {
  it.each(refused)("refuses $what", (refusedCase) => {
    expect(brokenBy(refusedCase)).toEqual([rule]);
  });
});

describe("no rule", () => {
  it.each(ALLOWED)("refuses $what", (allowedCase) => {
    expect(brokenBy(allowedCase)).toEqual([]);
  });
});

it("has a file of its own for every case", () => {
  expect(new Set(cases.map(({ path }) => path)).size).toBe(cases.length);
  expect(broken.size).toBe(cases.length);
});
