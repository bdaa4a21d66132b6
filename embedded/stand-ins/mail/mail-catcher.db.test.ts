import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import type { SendMailOptions } from "nodemailer";
import { expect, it, onTestFinished } from "vitest";
import type { CaughtMessage } from "./mailbox.ts";
import { startMailCatcher } from "./start-mail.ts";
import type { MailCatcherOptions } from "./start-mail.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mail-catcher-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function startForTest(options: Partial<MailCatcherOptions> = {}) {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const catcher = await startMailCatcher({ host: "127.0.0.1", smtpPort: 0, httpPort: 0, ...options, dataDir });
  let running = true;
  const close = async (): Promise<void> => {
    if (running) await catcher.close();
    running = false;
  };
  onTestFinished(close);
  const sendWith = (timeoutMs: number, mail: SendMailOptions) =>
    createTransport({ host: "127.0.0.1", port: catcher.smtpPort, socketTimeout: timeoutMs, ignoreTLS: true }).sendMail({
      from: "Shop <shop@example.com>",
      to: "anna@example.com",
      subject: "Hello",
      text: "Hi",
      ...mail,
    });
  const base = `http://127.0.0.1:${catcher.httpPort}`;
  return {
    ...catcher,
    close,
    dataDir,
    base,
    send: (mail: SendMailOptions = {}) => sendWith(60_000, mail),
    /** Gives up when the server says nothing for half a second. */
    sendImpatiently: () => sendWith(500, {}),
    messages: async (to?: string) =>
      (await (await fetch(`${base}/api/messages${to === undefined ? "" : `?to=${to}`}`)).json()) as CaughtMessage[],
    fault: async (fault: object) =>
      (
        await fetch(`${base}/_control/faults`, { method: "POST", body: JSON.stringify(fault) })
      ).json() as Promise<object>,
    faults: async () => (await fetch(`${base}/_control/faults`)).json() as Promise<{ faults: object[] }>,
  };
}

it("catches a message with its texts, headers and attachments", async () => {
  const { send, messages, base } = await startForTest();
  await send({
    to: ["Anna <anna@example.com>", "ben@example.com"],
    bcc: "Hidden@Example.com",
    subject: "Bestellung bestätigt ✓",
    text: "Grüße",
    html: "<p>Grüße</p>",
    messageId: "<order-1@example.com>",
    date: new Date("2026-11-22T10:00:00Z"),
    headers: { "X-Order": "1", "List-Unsubscribe": "<http://shop.example/u>" },
    attachments: [{ filename: "invoice.pdf", content: Buffer.from("12345"), contentType: "application/pdf" }],
  });

  const [message, ...others] = await messages();

  expect(others).toEqual([]);
  expect(message).toMatchObject({
    from: "shop@example.com",
    to: ["anna@example.com", "ben@example.com", "hidden@example.com"],
    subject: "Bestellung bestätigt ✓",
    text: expect.stringContaining("Grüße") as string,
    html: "<p>Grüße</p>",
    date: "2026-11-22T10:00:00.000Z",
    messageId: "<order-1@example.com>",
    headers: { "x-order": "1", "list-unsubscribe": "<http://shop.example/u>" },
    attachments: [{ filename: "invoice.pdf", contentType: "application/pdf", bytes: 5 }],
  });
  expect(await (await fetch(`${base}/api/messages/${message?.id}`)).json()).toEqual(message);
  expect((await fetch(`${base}/api/messages/none`)).status).toBe(404);
});

it("lists newest first, by recipient in any case, with a plus sign escaped or not", async () => {
  const { send, messages } = await startForTest();
  await send({ subject: "1" });
  await send({ subject: "2", to: "anna+shop@example.com" });
  await send({ subject: "3" });

  const subjects = async (to?: string) => (await messages(to)).map(({ subject }) => subject);

  expect(await subjects()).toEqual(["3", "2", "1"]);
  expect(await subjects("ANNA@example.com")).toEqual(["3", "1"]);
  expect(await subjects("anna%2Bshop@example.com")).toEqual(["2"]);
  expect(await subjects("anna+shop@example.com")).toEqual(["2"]);
  expect(await subjects("nobody@example.com")).toEqual([]);
});

it("keeps messages over a restart and forgets them when told to", async () => {
  const before = await startForTest();
  await before.send({ subject: "kept" });
  await before.close();

  const after = await startForTest({ dataDir: before.dataDir });
  expect((await after.messages()).map(({ subject }) => subject)).toEqual(["kept"]);
  const deleted = await (await fetch(`${after.base}/api/messages`, { method: "DELETE" })).json();
  expect(deleted).toEqual({ deleted: 1 });
  expect(await after.messages()).toEqual([]);
  await after.close();

  expect(await (await startForTest({ dataDir: before.dataDir })).messages()).toEqual([]);
});

it("keeps the newest within its limits, in memory and on disk", async () => {
  const { send, messages, dataDir } = await startForTest({ limits: { messages: 3, bytes: 1_000_000 } });

  for (let number = 1; number <= 8; number += 1) await send({ subject: String(number) });

  expect((await messages()).map(({ subject }) => subject)).toEqual(["8", "7", "6"]);
  const lines = (await readFile(join(dataDir, "mail.jsonl"), "utf8")).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(6);
});

it("forgets the oldest when all together grow too large, but keeps the newest in any case", async () => {
  const { send, messages } = await startForTest({ limits: { messages: 100, bytes: 10_000 } });

  await send({ subject: "small" });
  await send({ subject: "large", text: "x".repeat(20_000) });

  expect((await messages()).map(({ subject }) => subject)).toEqual(["large"]);
});

it("refuses a message that is too large with 552 and keeps nothing of it", async () => {
  const { send, messages } = await startForTest();

  await expect(send({ text: "x".repeat(5_100_000) })).rejects.toMatchObject({ responseCode: 552 });

  expect(await messages()).toEqual([]);
});

it("accepts any password", async () => {
  const { smtpPort, messages } = await startForTest();
  const transport = createTransport({
    host: "127.0.0.1",
    port: smtpPort,
    ignoreTLS: true,
    auth: { user: "any", pass: "thing" },
  });

  await transport.sendMail({ from: "a@example.com", to: "b@example.com", subject: "Hello", text: "Hi" });

  expect(await messages("b@example.com")).toHaveLength(1);
});

it("rejects with 451 as often as told, then accepts", async () => {
  const { fault, send, messages, faults } = await startForTest();
  await fault({ kind: "reject-451", times: 2 });

  await expect(send()).rejects.toMatchObject({ responseCode: 451 });
  await expect(send()).rejects.toMatchObject({ responseCode: 451 });
  expect(await messages()).toEqual([]);
  await send();

  expect(await messages()).toHaveLength(1);
  expect((await faults()).faults).toEqual([]);
});

it("strikes only the recipient it is told to", async () => {
  const { fault, send, messages } = await startForTest();
  await fault({ kind: "reject-451", match: "ben@example.com" });

  await send({ to: "anna@example.com" });
  await expect(send({ to: "Ben@example.com" })).rejects.toMatchObject({ responseCode: 451 });

  expect((await messages()).map(({ to }) => to)).toEqual([["anna@example.com"]]);
});

it("hangs: the sender runs out of time and nothing is caught", async () => {
  const { fault, sendImpatiently, messages } = await startForTest();
  await fault({ kind: "hang" });

  await expect(sendImpatiently()).rejects.toMatchObject({ code: "ETIMEDOUT" });

  expect(await messages()).toEqual([]);
});

it.each([
  [false, 0],
  [true, 1],
])("breaks the connection after DATA, keeping the message: %s", async (keep, caught) => {
  const { fault, send, messages } = await startForTest();
  await fault({ kind: "drop-after-data", times: 1, keep });

  await expect(send()).rejects.toMatchObject({ command: expect.any(String) as string });

  expect(await messages()).toHaveLength(caught);
});

it("clears its switches and refuses wrong ones with every problem", async () => {
  const { base, fault, faults } = await startForTest();
  await fault({ kind: "hang" });

  const refused = await fault({ kind: "explode", times: 0, colour: "red" });
  await fetch(`${base}/_control/faults`, { method: "DELETE" });

  expect((refused as { problems: string[] }).problems).toHaveLength(3);
  expect((await faults()).faults).toEqual([]);
});

it("shows hostile mail without running or loading anything of it", async () => {
  const { base, send, messages } = await startForTest();
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;
  await send({
    subject: hostile,
    text: hostile,
    html: `${hostile}<a href="http://shop.example/verify?token=1&amp;x=2">Verify</a><a href="javascript:alert(3)">no</a>`,
    headers: { "X-Evil": "<b>bold</b>" },
  });
  const [message] = await messages();

  const list = await (await fetch(base)).text();
  const viewed = await fetch(`${base}/messages/${message?.id}`);
  const view = await viewed.text();
  const frame = await fetch(`${base}/messages/${message?.id}/html`);

  for (const page of [list, view]) {
    expect(page).not.toMatch(/<script|<img|<b>bold/i);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  }
  expect(view).toContain(`<iframe sandbox="" title="HTML part" src="/messages/${message?.id}/html">`);
  expect(view).toContain('href="http://shop.example/verify?token=1&amp;x=2"');
  expect(view).not.toContain('href="javascript:');
  expect(viewed.headers.get("content-security-policy")).toContain("default-src 'none'");
  const policy = frame.headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^sandbox; default-src 'none';/);
  expect(policy).toContain("form-action 'none'");
  expect(frame.headers.get("x-content-type-options")).toBe("nosniff");
});

it("answers 404 for what it does not have and 403 for writes from other sites", async () => {
  const { base, send, messages } = await startForTest();
  await send();
  const status = async (path: string, init: RequestInit = {}) => (await fetch(`${base}${path}`, init)).status;

  expect(await status("/nothing")).toBe(404);
  expect(await status("/messages/none")).toBe(404);
  expect(await status("/api/messages", { method: "PUT" })).toBe(404);
  expect(await status("/api/messages", { method: "DELETE", headers: { origin: "http://evil.example" } })).toBe(403);
  expect(await messages()).toHaveLength(1);
});

it("says when a port is taken and leaves the other one free", async () => {
  const first = await startForTest();
  const dataDir = await temporaryFolder();

  await expect(startForTest({ dataDir, httpPort: first.httpPort })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await expect(startForTest({ dataDir, smtpPort: first.smtpPort })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await startForTest({ dataDir });
});

it("closes at once although a sender is being kept waiting", async () => {
  const { fault, send, close, faults } = await startForTest();
  await fault({ kind: "hang", times: 1 });
  const kept = send().then(
    () => "sent",
    () => "rejected",
  );
  await expect.poll(async () => (await faults()).faults, { timeout: 15_000 }).toEqual([]);

  await close();

  expect(await kept).toBe("rejected");
});
