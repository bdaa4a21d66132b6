import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BadEnvironment } from "#platform/config/environment.ts";
import { loadDotEnv } from "./load-dot-env.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plexus-env-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  delete process.env["PLEXUS_TEST_A"];
  delete process.env["PLEXUS_TEST_B"];
});

const write = (text: string): void => writeFileSync(join(folder, ".env"), text);

it("adds what is not set, and leaves what is", () => {
  process.env["PLEXUS_TEST_A"] = "from the shell";
  write("# a comment\n\nPLEXUS_TEST_A=from the file\nexport PLEXUS_TEST_B='quoted = kept'\n");
  loadDotEnv(folder);
  expect([process.env["PLEXUS_TEST_A"], process.env["PLEXUS_TEST_B"]]).toEqual(["from the shell", "quoted = kept"]);
});

it("does nothing without a file", () => {
  expect(() => loadDotEnv(folder)).not.toThrow();
});

it.each([
  ["PLEXUS_TEST_A=1\nPORT 4000\n", 2],
  ["{ port: 4000 }", 1],
  ["\n\n4PORT=1", 3],
])("names the line that is no assignment, and sets nothing (%j)", (text, line) => {
  write(text);
  expect(() => loadDotEnv(folder)).toThrow(
    new BadEnvironment(`.env, line ${line}: write NAME=value, or start the line with # for a comment.`),
  );
  expect(process.env["PLEXUS_TEST_A"]).toBeUndefined();
});
