// `npm run generate`: Prisma's client for every folder in prisma/, two at a time.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runPrisma } from "./prisma.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "prisma");
const waiting = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
let failed = false;

const work = async () => {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const { code, output } = await runPrisma(name, ["generate"]);
    if (code === 0) continue;
    console.error(output);
    failed = true;
  }
};
await Promise.all([work(), work()]);
process.exit(failed ? 1 : 0);
