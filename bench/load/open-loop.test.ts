import { expect, it } from "vitest";
import { runOpenLoop } from "./open-loop.ts";

it("begins as many as are due, also while none ends", async () => {
  const release: (() => void)[] = [];
  const operation = () => {
    const held = new Promise<void>((resolve) => release.push(resolve));
    // The last one lets all go: a loop that waited for the first would never get here.
    if (release.length === 10) for (const end of release) end();
    return held;
  };

  const result = await runOpenLoop(operation, { seconds: 0.1, perSecond: 100 });

  expect(result).toMatchObject({ operations: 10, errors: 0, firstError: null });
  expect(result.latenciesMs).toHaveLength(10);
});

it("counts failures apart and keeps the first one's message", async () => {
  let turn = 0;
  const operation = async () => {
    if (turn++ % 2 === 1) throw new Error(`turn ${turn} is wrong`);
  };

  const result = await runOpenLoop(operation, { seconds: 0.06, perSecond: 100 });

  expect(result).toMatchObject({ operations: 3, errors: 3, firstError: "turn 2 is wrong" });
});
