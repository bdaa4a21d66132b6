// Runs before `npm start` and `npm test`, on any Node from 18: installs the locked dependencies, generates the database
// clients and compiles, each only when what it depends on has changed. Nothing here may import a dependency.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const hashOf = (files) => {
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
};

/** Runs `work` unless `stamp` says that it ran for these very inputs, and what it makes is there. */
const whenStale = (stamp, wanted, work, outputs = []) => {
  const file = join(root, stamp);
  const isThere = outputs.every((output) => existsSync(join(root, output)));
  if (isThere && existsSync(file) && readFileSync(file, "utf8") === wanted) return;
  work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, wanted);
};

const fail = (sentence) => {
  console.error(`\nplexus: ${sentence}`);
  process.exit(1);
};

const run = (command, args, env, sentence) => {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env,
    shell: process.platform === "win32",
  });
  if (result.status !== 0) fail(sentence);
};

if (Number(process.versions.node.split(".")[0]) < 18) fail(`Node 20 or newer is needed; this is ${process.version}.`);

whenStale("node_modules/.install-stamp", hashOf(["package-lock.json"]), () => {
  console.error("plexus: installing dependencies (about a minute, once)");
  // npm must not run on the Node inside the node_modules that it is about to replace.
  const PATH = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"))
    .join(delimiter);
  run(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    { ...process.env, PATH },
    "installing the dependencies failed; see npm's message above.",
  );
});

// An image installs in a layer of its own, before the sources are there.
if (process.argv.includes("--only-install")) process.exit(0);

const listFiles = (folder, wanted) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .filter((file) => !/(^|[\\/])node_modules[\\/]/.test(file))
    .sort();

const schemas = listFiles("prisma", (name) => name === "schema.prisma");
const generateClients = () => {
  console.error("plexus: generating the database clients");
  run(
    join(root, "node_modules/.bin/node"),
    ["scripts/generate.mjs"],
    process.env,
    "generating the database clients failed.",
  );
};
whenStale(
  "node_modules/.generate-stamp",
  hashOf([...schemas, "package-lock.json"]),
  generateClients,
  schemas.map((schema) => `subgraphs/${schema.split(/[\\/]/)[1]}/src/generated/prisma/client.ts`),
);

const SOURCE_FOLDERS = [
  "bench",
  "clients",
  "embedded",
  "platform",
  "prisma",
  "router",
  "runtime",
  "scripts",
  "subgraphs",
  "tests",
];
const sources = SOURCE_FOLDERS.flatMap((folder) => listFiles(folder, (name) => name.endsWith(".ts")));
whenStale("dist/.build-stamp", hashOf([...sources, "tsconfig.json", "package-lock.json"]), () => {
  console.error("plexus: compiling");
  run(
    join(root, "node_modules/.bin/node"),
    [join(root, "node_modules/@typescript/native/bin/tsc"), "-p", "tsconfig.build.json"],
    process.env,
    "compiling failed; see the compiler's message above.",
  );
});
