import { pino } from "pino";
import { expect, it } from "vitest";
import type { QueuedMail } from "../mail/mail.repository.ts";
import { MailNotSent } from "../mail/mailer.ts";
import { createSendMailJob, sendMail } from "./send-mail.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const mail: QueuedMail = {
  id: "mail_1",
  to: "mia@example.test",
  userId: null,
  content: { template: "already-registered", data: {} },
};

/** The job on a stored mail, with a mail server that does as told; `notes` is what it wrote down. */
function setUp(
  options: {
    stored?: QueuedMail | null;
    message?: null;
    failure?: { code?: string; responseCode?: number } | Error;
  } = {},
) {
  const notes: unknown[][] = [];
  const note =
    (what: string) =>
    async (...args: unknown[]) =>
      void notes.push([what, ...args]);
  const job = createSendMailJob({
    mails: {
      beginAttempt: async () => (options.stored === undefined ? mail : options.stored),
      markSent: note("sent"),
      markSkipped: note("skipped"),
      noteFailure: note("failed"),
    },
    composeMail: async () => (options.message === null ? null : { subject: "s", text: "t", html: "h" }),
    mailer: {
      async send({ id }) {
        notes.push(["handed over", id]);
        if (options.failure instanceof Error) throw options.failure;
        if (options.failure) throw new MailNotSent(options.failure);
        return { messageId: `<${id}@plexus.test>` };
      },
    },
    now: () => NOW,
  });
  return { notes, run: (attempt = 1) => job.run({ mailId: mail.id }, { attempt, logger: pino({ level: "silent" }) }) };
}

it("marks a mail sent with the id it went out under", async () => {
  const { notes, run } = setUp();
  await run();
  expect(notes).toEqual([
    ["handed over", "mail_1"],
    ["sent", "mail_1", "<mail_1@plexus.test>", NOW],
  ]);
});

it("leaves a mail alone that is done with", async () => {
  const { notes, run } = setUp({ stored: null });
  await run();
  expect(notes).toEqual([]);
});

it("skips a mail that nobody needs any more", async () => {
  const { notes, run } = setUp({ message: null });
  await run();
  expect(notes).toEqual([["skipped", "mail_1"]]);
});

it.each([
  { code: "ECONNECTION" },
  { code: "ETIMEDOUT" },
  { code: "EAUTH", responseCode: 535 },
  { code: "EENVELOPE", responseCode: 451 },
])("notes %j and asks to be run again", async (failure) => {
  const { notes, run } = setUp({ failure });
  await expect(run()).rejects.toThrow(MailNotSent);
  expect(notes.at(-1)).toEqual(["failed", "mail_1", expect.stringMatching(/^SMTP E/), false]);
});

it("gives up for good when the server refuses the mail itself, and at the last attempt", async () => {
  const refused = setUp({ failure: { code: "EENVELOPE", responseCode: 550 } });
  await refused.run();
  expect(refused.notes.at(-1)).toEqual(["failed", "mail_1", "SMTP EENVELOPE 550", true]);

  const exhausted = setUp({ failure: { code: "ECONNECTION" } });
  await expect(exhausted.run(sendMail.maxAttempts)).rejects.toThrow(MailNotSent);
  expect(exhausted.notes.at(-1)).toEqual(["failed", "mail_1", "SMTP ECONNECTION", true]);
});

it("hides no bug as a mail failure", async () => {
  const { notes, run } = setUp({ failure: new TypeError("a bug") });
  await expect(run()).rejects.toThrow(TypeError);
  expect(notes).toEqual([["handed over", "mail_1"]]);
});
