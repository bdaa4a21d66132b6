import { expect, it } from "vitest";
import { createSealer } from "./sealer.ts";

const sealer = createSealer("a secret of at least 32 characters", "tests");

it("opens what it sealed, and seals the same text differently each time", () => {
  const sealed = sealer.seal("grüße", "row-1");

  expect(sealer.open(sealed, "row-1")).toBe("grüße");
  expect(sealed).not.toContain(Buffer.from("grüße").toString("base64url"));
  expect(sealer.seal("grüße", "row-1")).not.toBe(sealed);
});

it("opens nothing for another row, with another secret or purpose, or that was changed", () => {
  const sealed = sealer.seal("private", "row-1");
  // Not the last character: some of its bits belong to no byte, and changing those changes nothing.
  const changed = `${sealed.slice(0, -4)}${sealed.at(-4) === "A" ? "B" : "A"}${sealed.slice(-3)}`;

  expect(sealer.open(sealed, "row-2")).toBeNull();
  expect(createSealer("another secret of 32 characters or more", "tests").open(sealed, "row-1")).toBeNull();
  expect(createSealer("a secret of at least 32 characters", "others").open(sealed, "row-1")).toBeNull();
  for (const broken of [changed, sealed.slice(0, 20), `v2${sealed.slice(2)}`, "v1.", "", "plain text"]) {
    expect(sealer.open(broken, "row-1")).toBeNull();
  }
});
