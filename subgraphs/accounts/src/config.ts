import { z } from "zod";
import { type Environment, postgresUrl, readEnvironment } from "#platform/config/environment.ts";

export const accountsEnvironment = z.object({
  ACCOUNTS_DATABASE_URL: postgresUrl.describe(
    "PostgreSQL URL of the accounts database. No other subgraph connects to it.",
  ),
  ACCOUNTS_SECRET: z
    .string()
    .min(32, "must have at least 32 characters")
    .describe(
      "Encrypts the private signing keys at rest; at least 32 characters. After a change the next sign-in makes a new key.",
    ),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be a smtp:// or smtps:// URL" })
    .describe("Mail server, e.g. smtp://user:password@mail.example:587."),
  MAIL_FROM: z.string().min(3).default("Plexus <no-reply@plexus.test>").describe("Sender of all mails."),
  STOREFRONT_URL: z
    .url({ protocol: /^https?$/, error: "must be a http(s) URL" })
    .default("http://localhost:4000")
    .describe("Where the links in mails lead."),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be a http(s) URL" })
    .default("http://localhost:4000")
    .describe("Where the router is reached from outside: the links that end mails of a kind lead there."),
  NODE_ENV: z.string().default("development"),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// URL" }).optional(),
});

export type AccountsConfig = ReturnType<typeof readAccountsConfig>;

/** @throws BadEnvironment naming every wrong variable at once. */
export function readAccountsConfig(env: Environment) {
  const values = readEnvironment("accounts", accountsEnvironment, env);
  return {
    databaseUrl: values.ACCOUNTS_DATABASE_URL,
    secret: values.ACCOUNTS_SECRET,
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    redisUrl: values.REDIS_URL,
    storefrontUrl: values.STOREFRONT_URL.replace(/\/+$/, ""),
    publicUrl: values.PUBLIC_URL.replace(/\/+$/, ""),
    mailPreview: values.NODE_ENV !== "production",
  };
}
