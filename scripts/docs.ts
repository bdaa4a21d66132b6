// `npm run docs`: writes docs/reference/ and .env.example anew from the code. `npm run docs -- --check` changes nothing and
// fails when a file is not what the code says.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { generateDocs } from "./docs/generate-docs.ts";
import { findStale } from "./docs/find-stale.ts";

const pages = await generateDocs();
const stale = findStale(pages, PROJECT_FOLDER);
if (process.argv.includes("--check")) {
  if (stale.length > 0) {
    process.stderr.write(`docs: not current: ${stale.join(", ")}. Run \`npm run docs\` and commit the result.\n`);
    process.exit(1);
  }
} else {
  for (const path of stale) {
    const file = join(PROJECT_FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, pages[path]!);
  }
}
process.stdout.write(stale.length === 0 ? "docs: current\n" : `docs: wrote ${stale.join(", ")}\n`);
