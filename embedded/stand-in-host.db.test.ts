import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { EmbeddedError, ServerExited } from "./embedded.errors.ts";
import { findFreePort, loopback } from "./ports.ts";
import { startStandIns } from "./stand-in-host.ts";
import { makeTempFolder, makeWorkplace } from "./testing/temp-workplace.ts";

const keys = { secretKey: "sk", publishableKey: "pk", webhookSecret: "whsec" };

/** The real host, with stand-ins of a few lines beside it which note what happens to them in their folder. */
async function makeHost(start: string): Promise<string> {
  const folder = join(await makeTempFolder(), "embedded");
  for (const file of ["embedded.errors.ts", "ports.ts", "stand-ins/host.ts", "stand-ins/host-messages.ts"]) {
    await cp(join(import.meta.dirname, file), join(folder, file));
  }
  await mkdir(join(folder, "stand-ins/stripe"));
  await writeFile(
    join(folder, "stand-ins/stripe/start-stripe.ts"),
    `import { writeFile } from "node:fs/promises";
     import { createServer } from "node:net";
     import { once } from "node:events";
     export async function startStripeStandIn(o: { host: string; port: number; dataDir: string }) { ${start} }`,
  );
  await writeFile(join(folder, "../package.json"), '{"type":"module"}');
  return join(folder, "stand-ins/host.ts");
}

const working = `
  const server = createServer().listen(o.port, o.host);
  await once(server, "listening");
  let url = "none";
  return {
    port: o.port,
    setWebhookUrl(next: string) { url = next; },
    close: () => writeFile(o.dataDir + "/closed", "events went to " + url),
  };`;

const readClosed = (dataDir: string) => readFile(join(dataDir, "stripe/closed"), "utf8");

it("starts what is planned, passes the webhook address on, and lets it close in order", async () => {
  const workplace = await makeWorkplace();
  const port = await findFreePort();
  const plan = { dataDir: workplace.dataDir, stripe: { ...keys, port } };

  const standIns = await startStandIns(workplace, plan, await makeHost(working));
  await standIns.setStripeWebhookUrl("http://shop/webhooks");

  expect(standIns.ports).toEqual({ stripe: port });
  await workplace.supervisor.stop();
  expect(await readClosed(workplace.dataDir)).toBe("events went to http://shop/webhooks");
  await expect(standIns.setStripeWebhookUrl("http://late")).rejects.toThrow(EmbeddedError);
});

it("moves a stand-in whose port is taken", async () => {
  const workplace = await makeWorkplace();
  const port = await findFreePort();
  const other = createServer().listen(port, loopback);
  onTestFinished(() => void other.close());
  const plan = { dataDir: workplace.dataDir, stripe: { ...keys, port } };

  const { ports } = await startStandIns(workplace, plan, await makeHost(working));

  expect(Object.keys(ports)).toEqual(["stripe"]);
  expect(ports.stripe).not.toBe(port);
});

it("fails with what the stand-in said when it cannot start", async () => {
  const workplace = await makeWorkplace();
  const plan = { dataDir: workplace.dataDir, stripe: { ...keys, port: await findFreePort() } };
  const host = await makeHost('throw new Error("its journal is torn");');

  const failed: unknown = await startStandIns(workplace, plan, host).catch((error: unknown) => error);

  expect(failed).toBeInstanceOf(ServerExited);
  expect(String(failed)).toContain("its journal is torn");
});

it("closes in order and ends when the supervisor is gone", async () => {
  const workplace = await makeWorkplace();
  const plan = { dataDir: workplace.dataDir, stripe: { ...keys, port: await findFreePort() } };
  let disconnect: (() => void) | undefined;
  const supervisor: typeof workplace.supervisor = {
    ...workplace.supervisor,
    async start(...args) {
      const server = await workplace.supervisor.start(...args);
      disconnect = () => server.child.disconnect();
      return server;
    },
  };
  await startStandIns({ ...workplace, supervisor }, plan, await makeHost(working));

  disconnect?.();

  expect((await workplace.supervisor.died).name).toBe("stand-ins");
  expect(await readClosed(workplace.dataDir)).toBe("events went to none");
});
