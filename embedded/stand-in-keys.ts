import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What clients of the stand-ins sign with. They open nothing outside this data folder. */
export interface StandInKeys {
  stripe: { secretKey: string; publishableKey: string; webhookSecret: string };
  s3: { region: string; accessKeyId: string; secretAccessKey: string };
}

/** The keys of this data folder, made on the first start; only the folder's owner may read them. */
export async function readOrCreateStandInKeys(dataDir: string): Promise<StandInKeys> {
  const file = join(dataDir, "stand-in-keys.json");
  const written = await readFile(file, "utf8").catch(() => undefined);
  if (written !== undefined) return JSON.parse(written) as StandInKeys;

  const secret = (bytes: number) => randomBytes(bytes).toString("hex");
  const keys: StandInKeys = {
    stripe: {
      secretKey: `sk_test_plexus_${secret(16)}`,
      publishableKey: `pk_test_plexus_${secret(16)}`,
      webhookSecret: `whsec_plexus_${secret(16)}`,
    },
    s3: {
      region: "us-east-1",
      accessKeyId: `PLEXUS${secret(7).toUpperCase()}`,
      secretAccessKey: secret(20),
    },
  };
  await writeFile(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return keys;
}
