import { expect, it } from "vitest";
import { startEmbedded, type EmbeddedOptions } from "./start-embedded.ts";

const options: EmbeddedOptions = {
  dataDir: "/proc/plexus-must-not-be-created",
  external: { needsPostgres: false, redis: "redis://r" },
  databases: [],
  ports: "free",
  durability: "test",
  production: true,
  allowStandIns: false,
  onProgress: () => undefined,
};

it("refuses every stand-in in production at once, naming what to set, before it touches a file", async () => {
  await expect(startEmbedded(options)).rejects.toThrow(
    "set MONGODB_URL, SMTP_URL, STRIPE_SECRET_KEY, S3_ENDPOINT, or ALLOW_STAND_INS=1",
  );
});

it("asks only for what is missing", async () => {
  const external = { ...options.external, smtp: "smtp://s", stripe: true, s3: true };

  await expect(startEmbedded({ ...options, external })).rejects.toThrow("set MONGODB_URL, or ALLOW_STAND_INS=1");
});

it("does not count a real mongod for a stand-in", async () => {
  const external = { ...options.external, smtp: "smtp://s", stripe: true };

  await expect(startEmbedded({ ...options, external, mongoEmbedded: "mongod" })).rejects.toThrow(
    "set S3_ENDPOINT, or ALLOW_STAND_INS=1",
  );
});
