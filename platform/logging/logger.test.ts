import { expect, it } from "vitest";
import { createLogger } from "./logger.ts";

function aLogger() {
  const lines: string[] = [];
  const logger = createLogger({
    part: "tests",
    level: "info",
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { logger, lines };
}

it("writes one JSON line per event, with its part and the time in UTC", () => {
  const { logger, lines } = aLogger();
  logger.info({ orderId: "ord_1" }, "order placed");
  logger.debug("too fine for this level");
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      part: "tests",
      orderId: "ord_1",
      msg: "order placed",
    },
  ]);
});

it("lets no planted secret or address through, however deep it stands", () => {
  const { logger, lines } = aLogger();
  const planted = {
    password: "CANARY",
    accessToken: "CANARY",
    email: "CANARY",
    clientSecret: "CANARY",
    accessKey: "CANARY",
  };
  logger.info({ ...planted, input: planted, outer: { inner: planted } }, "planted");
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain("CANARY");
});

it("tells of an error its name, message, code and causes, and nothing that a library hung on it", () => {
  const { logger, lines } = aLogger();
  const cause = Object.assign(new Error("connection reset"), { client: { password: "CANARY" }, code: "57P01" });
  logger.error({ err: new Error("query failed", { cause }) }, "it broke");
  logger.error({ err: "just text" }, "it broke");
  expect(JSON.parse(lines[0]!)).toMatchObject({
    err: { type: "Error", message: "query failed", cause: { message: "connection reset", code: "57P01" } },
  });
  expect(JSON.parse(lines[1]!)).toMatchObject({ err: { type: "string", message: "just text" } });
  expect(lines.join("")).not.toContain("CANARY");
});
