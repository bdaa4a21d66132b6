import { expect, it } from "vitest";
import { runClosedLoop } from "./closed-loop.ts";

/** Says yes from the `count`th question on. */
function overAfter(count: number): () => boolean {
  let asked = 0;
  return () => asked++ >= count;
}

it("runs as many at a time as asked for, never more", async () => {
  let running = 0;
  let most = 0;
  const operation = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };

  const result = await runClosedLoop(operation, 3, overAfter(20));

  expect(most).toBe(3);
  expect(running).toBe(0);
  expect(result).toMatchObject({ operations: 20, errors: 0, firstError: null });
  expect(result.latenciesMs).toHaveLength(20);
});

it("counts failures apart, keeps the first one's message and goes on", async () => {
  let turn = 0;
  const operation = async () => {
    if (turn++ % 2 === 1) throw new Error(`turn ${turn} is wrong`);
  };

  const result = await runClosedLoop(operation, 1, overAfter(6));

  expect(result).toMatchObject({ operations: 3, errors: 3, firstError: "turn 2 is wrong" });
  expect(result.latenciesMs).toHaveLength(3);
});
