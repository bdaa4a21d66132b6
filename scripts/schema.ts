// `npm run schema`: writes schema/ anew from the code. `npm run schema -- --check` changes nothing and fails when a file is
// not what the code says.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { emitSchema } from "./emit-schema.ts";

const check = process.argv.includes("--check");
const stale: string[] = [];
for (const [path, text] of Object.entries(await emitSchema())) {
  const file = join(PROJECT_FOLDER, "schema", path);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (check && stale.length > 0) {
  process.stderr.write(`schema: not current: ${stale.join(", ")}. Run \`npm run schema\` and commit the result.\n`);
  process.exit(1);
}
process.stdout.write(stale.length === 0 ? "schema: current\n" : `schema: wrote ${stale.join(", ")}\n`);
process.exit(0);
