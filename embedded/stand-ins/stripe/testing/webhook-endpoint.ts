import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { keys } from "./test-stand-in.ts";

const webhooks = new Stripe("sk_test_unused").webhooks;

interface ReceivedWebhook {
  body: string;
  signature: string;
  /** As the SDK reads it; null when the signature is wrong. */
  event: Stripe.Event | null;
}

/** An endpoint that takes down what it gets. `answer` decides the status of each delivery, 200 by default. */
export async function openWebhookEndpoint(answer: (received: ReceivedWebhook, index: number) => number = () => 200) {
  const received: ReceivedWebhook[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const signature = String(request.headers["stripe-signature"]);
      const webhook = { body, signature, event: verified(body, signature) };
      received.push(webhook);
      response.writeHead(answer(webhook, received.length - 1)).end();
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
      waiting = waiting.filter(({ count }) => received.length < count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    close,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`,
    received,
    types: () => received.map(({ event }) => event?.type ?? "unverified"),
    /** Resolves when so many webhooks have arrived. */
    whenReceived: (count: number) =>
      received.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve })),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function verified(body: string, signature: string): Stripe.Event | null {
  try {
    return webhooks.constructEvent(body, signature, keys.webhookSecret);
  } catch {
    return null;
  }
}
