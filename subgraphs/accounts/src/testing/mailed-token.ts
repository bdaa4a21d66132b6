import { expect } from "vitest";
import { type CaughtMail, mailsTo, PATIENCE } from "./start-accounts.ts";

/** Waits for the `count`th mail of that subject to `address` and returns it. Needs a running worker. */
export async function mailOf(address: string, subject: string, count = 1): Promise<CaughtMail> {
  const found = async () => (await mailsTo(address)).filter((mail) => mail.subject === subject);
  await expect.poll(async () => (await found()).length, PATIENCE).toBe(count);
  return (await found())[0]!;
}

/** The secret in a mail: alone on its line. */
export const tokenIn = ({ text }: Pick<CaughtMail, "text">): string => /^([\w-]{43})$/m.exec(text)![1]!;
