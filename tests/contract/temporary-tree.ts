import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** Files by their path below the tree's root, with what stands in them. */
export type Tree = Readonly<Record<string, string>>;

/** An empty folder outside the project. It goes away with the test file, whose top level must call this. */
export function createTemporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "plexus-tree-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the files of `tree` below `root` and returns `root`. */
export function writeTree(root: string, tree: Tree): string {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
