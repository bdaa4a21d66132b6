import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const signIn = z.object({ email: z.string(), password: z.string() });

/** Where everything is, for people and programs: `<DATA_DIR>/services.json`, there exactly while the system runs. */
export const servicesFile = z.object({
  graphql: z.url(),
  explorer: z.url(),
  health: z.url(),
  mailbox: z.url().optional(),
  stripe: z.url().optional(),
  s3: z.url().optional(),
  postgres: z.url(),
  redis: z.url(),
  mongo: z.url(),
  demo: z.object({ shopper: signIn, merchant: signIn, admin: signIn }).optional(),
});

export type Services = z.infer<typeof servicesFile>;

const fileIn = (dataDir: string): string => join(dataDir, "services.json");

/** Written whole or not at all, so that a reader that polls never sees half of it. */
export async function writeServices(dataDir: string, services: Services): Promise<void> {
  const file = fileIn(dataDir);
  await writeFile(`${file}.new`, `${JSON.stringify(services, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

export const removeServices = (dataDir: string): Promise<void> => rm(fileIn(dataDir), { force: true });
