import { expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { days, hours } from "#platform/time/duration.ts";
import { createComposeMail, type StillWanted } from "./compose-mail.ts";
import { MAIL_TEMPLATE_NAMES, type MailContent, mailContent, mailTemplate } from "./mail.ts";
import type { QueuedMail } from "./mail.repository.ts";
import { createWriteMail } from "./write-mail.ts";

const userId = newId("user", new Date());
const unsubscribeUrl = "https://graph.example.test/mail/unsubscribe?token=t";

/** Composes with look-ups that do as told; `issued` are the secrets that were made. */
function setUp({ isEnabled = true, stillWanted = {} }: { isEnabled?: boolean; stillWanted?: StillWanted } = {}) {
  const issued: unknown[] = [];
  const compose = createComposeMail({
    issueToken: async (token) => `secret-${issued.push(token)}`,
    stillWanted,
    preferences: { isEnabled: async () => isEnabled },
    unsubscribeLinks: { urlFor: () => unsubscribeUrl },
    writeMail: createWriteMail({
      toHtml: async (mjml) => mjml,
      storefrontUrl: "https://shop.example.test",
      sender: "Plexus",
    }),
  });
  return { compose, issued };
}

const mailOf = (content: MailContent, changes: Partial<QueuedMail> = {}): QueuedMail => ({
  id: "mail_1",
  to: "mia@example.test",
  userId,
  content,
  ...changes,
});
const sample = (template: MailContent["template"]): MailContent =>
  mailContent.parse({ template, data: mailTemplate(template).sample });

it.each([
  ["verify-email", { purpose: "VERIFY_EMAIL", subjectId: "user_sample", lifetimeMs: hours(24) }],
  ["password-reset", { purpose: "PASSWORD_RESET", subjectId: "user_sample", lifetimeMs: hours(1) }],
  ["email-change-confirm", { purpose: "EMAIL_CHANGE", subjectId: "sample", lifetimeMs: hours(24) }],
  ["shop-invitation", { purpose: "SHOP_INVITATION", subjectId: "sample", lifetimeMs: days(7) }],
] as const)("makes the secret of %s when it is written, another each time", async (template, token) => {
  const { compose, issued } = setUp();

  const first = await compose(mailOf(sample(template)));
  const again = await compose(mailOf(sample(template)));

  expect(issued).toEqual([token, token]);
  expect(first!.text).toContain("secret-1");
  expect(again!.text).toContain("secret-2");
});

it("makes no secret for any other mail", async () => {
  const { compose, issued } = setUp();
  for (const template of MAIL_TEMPLATE_NAMES.filter((name) => !mailTemplate(name).token)) {
    await compose(mailOf(sample(template)));
  }
  expect(issued).toEqual([]);
});

it.each(["verify-email", "password-reset"] as const)("writes no %s to an address without an account", async (name) => {
  const { compose, issued } = setUp();
  expect(await compose(mailOf({ template: name, data: { userId: null } }, { userId: null }))).toBeNull();
  expect(issued).toEqual([]);
});

it("asks whether a mail is still wanted, with its data and its address, and makes no secret when not", async () => {
  const asked: unknown[] = [];
  const stillWanted: StillWanted = { "shop-invitation": async (...given) => asked.push(given) > 1 };
  const { compose, issued } = setUp({ stillWanted });
  const mail = mailOf(sample("shop-invitation"));

  expect(await compose(mail)).toBeNull();
  expect(issued).toEqual([]);
  expect(await compose(mail)).not.toBeNull();
  expect(asked).toEqual([
    [mail.content.data, "mia@example.test"],
    [mail.content.data, "mia@example.test"],
  ]);
});

it("writes an optional mail with the link that ends it, and none to whoever turned it off", async () => {
  expect(await setUp().compose(mailOf(sample("low-stock")))).toMatchObject({ unsubscribeUrl });
  expect(await setUp({ isEnabled: false }).compose(mailOf(sample("low-stock")))).toBeNull();
});

it("writes what people have to know whatever they turned off, and offers no end to it", async () => {
  const { compose } = setUp({ isEnabled: false });
  for (const template of MAIL_TEMPLATE_NAMES.filter((name) => mailTemplate(name).category === "TRANSACTIONAL")) {
    const message = await compose(mailOf(sample(template)));
    expect(message!.unsubscribeUrl).toBeUndefined();
    expect(message!.text + message!.html).not.toContain("unsubscribe");
  }
});
