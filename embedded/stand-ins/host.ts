/**
 * The one child process in which all stand-ins run. It is told by its parent what to start, writes its faults to its
 * output, and ends when it is asked to or when the parent is gone. Also run without a build, so this file and all it
 * imports must be TypeScript whose types can simply be erased.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { findFreePort, loopback as host, startOnPort } from "../ports.ts";
import type { FromHost, StandInPlan, StandInPorts, ToHost } from "./host-messages.ts";

type Close = () => Promise<void>;

const closeTimeoutMs = 5_000;
const closers: Close[] = [];
let setWebhookUrl: (url: string) => void = () => undefined;
let ending = false;

async function start(plan: StandInPlan): Promise<StandInPorts> {
  const wanted = (["mongo", "mail", "stripe", "s3"] as const).filter((name) => plan[name] !== undefined);
  await Promise.all(wanted.map((name) => mkdir(join(plan.dataDir, name), { recursive: true, mode: 0o700 })));
  const parts = await Promise.all([startMongo(plan), startMail(plan), startStripe(plan), startS3(plan)]);
  return Object.assign({}, ...parts) as StandInPorts;
}

async function startMongo({ mongo, dataDir }: StandInPlan): Promise<StandInPorts> {
  if (mongo === undefined) return {};
  const { startMongoStandIn } = await import("./mongo/start-mongo.ts");
  const server = await startOnPort("The MongoDB stand-in", mongo.port, (port) =>
    startMongoStandIn({ host, port, dataDir: join(dataDir, "mongo") }),
  );
  closers.push(() => server.close());
  return { mongo: server.port };
}

async function startMail({ mail, dataDir }: StandInPlan): Promise<StandInPorts> {
  if (mail === undefined) return {};
  const { startMailCatcher } = await import("./mail/start-mail.ts");
  let httpPort = mail.httpPort;
  const server = await startOnPort("The mail catcher", mail.smtpPort, async (smtpPort) => {
    // Which of its two ports was taken is not told, so both move on.
    if (smtpPort !== mail.smtpPort) httpPort = await findFreePort();
    return startMailCatcher({ host, smtpPort, httpPort, dataDir: join(dataDir, "mail") });
  });
  closers.push(() => server.close());
  return { smtp: server.smtpPort, mailbox: server.httpPort };
}

async function startStripe({ stripe, dataDir }: StandInPlan): Promise<StandInPorts> {
  if (stripe === undefined) return {};
  const { startStripeStandIn } = await import("./stripe/start-stripe.ts");
  const server = await startOnPort("The Stripe stand-in", stripe.port, (port) =>
    startStripeStandIn({ ...stripe, host, port, dataDir: join(dataDir, "stripe") }),
  );
  setWebhookUrl = (url) => server.setWebhookUrl(url);
  closers.push(() => server.close());
  return { stripe: server.port };
}

async function startS3({ s3, dataDir }: StandInPlan): Promise<StandInPorts> {
  if (s3 === undefined) return {};
  const { startS3StandIn } = await import("./s3/start-s3.ts");
  const server = await startOnPort("The S3 stand-in", s3.port, (port) =>
    startS3StandIn({ ...s3, host, port, dataDir: join(dataDir, "s3") }),
  );
  closers.push(() => server.close());
  return { s3: server.port };
}

async function obey(message: ToHost): Promise<void> {
  if (message.kind === "start") {
    tell({ kind: "ready", ports: await start(message.plan) });
  } else {
    setWebhookUrl(message.url);
    tell({ kind: "done", id: message.id });
  }
}

function tell(message: FromHost): void {
  if (process.connected) process.send?.(message);
}

/** Lets the stand-ins write what they hold, but not for ever: the next start may be waiting for us. */
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), closeTimeoutMs).unref();
  await Promise.allSettled(closers.map((close) => close()));
  process.exit(0);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

process.on("message", (message) => void obey(message as ToHost).catch(fail));
process.on("disconnect", () => void end());
process.on("SIGTERM", () => void end());
if (!process.connected) fail("This program is started by embedded/stand-in-host.ts and is of no use alone.");
