import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Stripe from "stripe";
import { expect, onTestFinished } from "vitest";
import { startStripeStandIn } from "../start-stripe.ts";
import type { StripeStandInOptions } from "../start-stripe.ts";

export const keys = { secretKey: "sk_test_tests", publishableKey: "pk_test_tests", webhookSecret: "whsec_tests" };

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stripe-stand-in-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A stand-in of its own for one test, and ways to talk to it. */
export async function startForTest(options: Partial<StripeStandInOptions> = {}) {
  const dataDir = options.dataDir ?? (await temporaryFolder());
  const standIn = await startStripeStandIn({
    ...keys,
    host: "127.0.0.1",
    port: 0,
    retryDelaysMs: [5, 5, 5],
    ...options,
    dataDir,
  });
  let running = true;
  const close = async (): Promise<void> => {
    if (running) await standIn.close();
    running = false;
  };
  onTestFinished(close);
  const base = `http://127.0.0.1:${standIn.port}`;
  const control = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${base}/_control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  return {
    ...standIn,
    close,
    base,
    dataDir,
    stripe: stripeClient(standIn.port),
    stripeWith: (config: Partial<ConstructorParameters<typeof Stripe>[1]>) => stripeClient(standIn.port, config),
    control,
    ledger: async () =>
      (await control("GET", "ledger")) as {
        entries: Record<string, unknown>[];
        sum: Record<string, number>;
        totals: object;
      },
    deliveries: async () => ((await control("GET", "deliveries")) as { deliveries: TestDelivery[] }).deliveries,
    fault: (fault: object) => control("POST", "faults", fault),
    postForm: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${base}${path}`, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", headers }),
  };
}

interface TestDelivery {
  id: string;
  type: string;
  state: string;
  attempts: {
    status: number | null;
    error: string | null;
    copies: number;
    answers: Record<string, number>;
    faults: string[];
  }[];
}

export type TestStandIn = Awaited<ReturnType<typeof startForTest>>;

function stripeClient(port: number, config: Partial<ConstructorParameters<typeof Stripe>[1]> = {}): Stripe {
  return new Stripe(keys.secretKey, {
    host: "127.0.0.1",
    port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
    ...config,
  });
}

/** The error a promise was rejected with, as the SDK's type; fails when it was kept. */
export async function stripeErrorOf(
  promise: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const outcome: unknown = await promise.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (outcome instanceof Stripe.errors.StripeError) return outcome;
  throw new Error(`expected a Stripe error, got ${String(outcome)}`);
}

/** Waits until what `read` gives fulfils the expectation, however slow the machine is. */
export const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 15_000 });
