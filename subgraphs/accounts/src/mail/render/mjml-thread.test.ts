import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createMjmlThread } from "./mjml-thread.ts";

const mail = (text: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`;

function start(options: Parameters<typeof createMjmlThread>[0] = {}) {
  const thread = createMjmlThread(options);
  onTestFinished(() => thread.close());
  return thread;
}

/** A thread with another program in the place of MJML. */
function startWith(program: string, timeoutMs = 30_000) {
  const folder = mkdtempSync(join(tmpdir(), "mjml-thread-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const mjmlPath = join(folder, "mjml.cjs");
  writeFileSync(mjmlPath, program);
  return start({ timeoutMs, mjmlPath });
}

it("answers each of many mails at once with its own HTML", async () => {
  const { toHtml } = start();
  const texts = Array.from({ length: 20 }, (_, index) => `mail number ${index}.`);

  const pages = await Promise.all(texts.map((text) => toHtml(mail(text))));

  for (const [index, page] of pages.entries()) {
    expect(texts.filter((text) => page.includes(text))).toEqual([texts[index]]);
  }
});

it("refuses markup that is wrong and goes on", async () => {
  const { toHtml } = start();

  await expect(toHtml("<mjml><mj-body><mj-nonsense /></mj-body></mjml>")).rejects.toThrow("MJML:");
  expect(await toHtml(mail("fine"))).toContain("fine");
});

it("fails what waits when the thread dies or hangs, and begins anew with the next mail", async () => {
  const program = `module.exports = async (mjml) => {
    if (mjml === "die") setImmediate(() => { throw new Error("a bug"); });
    if (mjml === "die" || mjml === "hang") await new Promise(() => {});
    return { html: mjml };
  };`;
  const { toHtml } = startWith(program, 2_000);

  expect(await Promise.allSettled([toHtml("die"), toHtml("hang")])).toMatchObject([
    { status: "rejected", reason: { message: "the thread that writes mails has failed" } },
    { status: "rejected", reason: { message: "the thread that writes mails has failed" } },
  ]);
  expect(await toHtml("one")).toBe("one");
  await expect(toHtml("hang")).rejects.toThrow("hangs");
  expect(await toHtml("two")).toBe("two");
});

it("fails what waits when it is closed", async () => {
  const thread = startWith("module.exports = () => new Promise(() => {});");
  const waiting = thread.toHtml("mail");
  const failed = expect(waiting).rejects.toThrow("closed");

  await thread.close();

  await failed;
});
