import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  FollowJobDocument,
  FollowUploadDocument,
  ImportProductsDocument,
  SessionCreateDocument,
  UploadCompleteDocument,
  UploadCreateDocument,
} from "../../clients/storefront/graphql.ts";
import { databaseName } from "../../runtime/start-backing.ts";
import type { LoadResult } from "../load/closed-loop.ts";
import { createGraphClient, type GraphClient, requireNoUserErrors } from "../load/graph-client.ts";
import { runOnDatabase } from "../system/run-on-database.ts";
import type { RunningSystem } from "../system/start-system.ts";
import { makeImportFile } from "./make-import-file.ts";
import type { Scene, Workload } from "./workload.ts";

/** As many variants as a demo product has on average. */
const FILE = { products: 1_000, variants: 4 };
const ROWS = FILE.products * FILE.variants;
const POLL_MS = 50;

/** Imports of files of new products, one after another, as a shop's jobs are; an operation is a row. Beside it: the check alone. */
export async function prepareImport({ client, system }: Scene): Promise<Workload> {
  const { merchant } = system.services.demo!;
  const { sessionCreate } = await client.query(SessionCreateDocument, { input: merchant });
  requireNoUserErrors(sessionCreate.userErrors);
  const shopClient = createGraphClient(system.origin, 1, { accessToken: sessionCreate.session!.accessToken });
  const shopId = await findShopOf(merchant.email, system);
  let closed: Promise<void> | undefined;
  const run = (dryRun: boolean, seconds: number) => runImports(() => importOnce(shopClient, shopId, dryRun), seconds);
  return {
    title: `import, rows of ${FILE.variants} a product`,
    run: ({ seconds }) => run(false, seconds),
    floor: {
      title: "the same files, checked only",
      pid: system.pid,
      usesServers: true,
      run: ({ seconds }) => run(true, seconds),
      stop: () => (closed ??= shopClient.close()),
    },
  };
}

const findShopOf = (email: string, { postgresUrl }: RunningSystem): Promise<string> =>
  runOnDatabase(postgresUrl, databaseName("accounts"), async (database) => {
    const { rows } = await database.query<{ id: string }>(
      "SELECT shops.id FROM shops JOIN users ON users.id = shops.owner_user_id WHERE users.email = $1",
      [email],
    );
    return rows[0]!.id;
  });

/** Latencies are those of whole imports, from the call that starts one to the answer that it is over. */
async function runImports(importFile: () => Promise<number>, seconds: number): Promise<LoadResult> {
  const endAt = performance.now() + seconds * 1_000;
  const latenciesMs: number[] = [];
  let firstError: string | null = null;
  let errors = 0;
  do {
    try {
      latenciesMs.push(await importFile());
    } catch (error) {
      errors++;
      firstError ??= error instanceof Error ? error.message : String(error);
    }
  } while (performance.now() < endAt && errors === 0);
  // What is uploaded beforehand is no part of an import.
  const elapsedMs = latenciesMs.reduce((sum, each) => sum + each, 0);
  return { operations: latenciesMs.length * ROWS, errors, firstError, elapsedMs, latenciesMs };
}

/** Resolves with the milliseconds that the import took. @throws Error when a row is bad or the job does not succeed. */
async function importOnce(client: GraphClient, shopId: string, dryRun: boolean): Promise<number> {
  const fileId = await upload(client, makeImportFile({ run: randomBytes(5).toString("hex"), ...FILE }));
  const startedAt = performance.now();
  const { productsImport } = await client.query(ImportProductsDocument, {
    input: { shopId, fileId, format: "CSV", dryRun, idempotencyKey: randomUUID() },
  });
  requireNoUserErrors(productsImport.userErrors);
  const id = productsImport.job!.id;
  for (;;) {
    const { job } = await client.query(FollowJobDocument, { id });
    if (job?.status === "SUCCEEDED") return performance.now() - startedAt;
    if (job?.status !== "QUEUED" && job?.status !== "RUNNING") throw new Error(`the import is ${job?.status}`);
    await delay(POLL_MS);
  }
}

async function upload(client: GraphClient, bytes: Buffer): Promise<string> {
  const { uploadCreate } = await client.query(UploadCreateDocument, {
    input: { purpose: "PRODUCT_IMPORT", filename: "lamps.csv", contentType: "text/csv", sizeBytes: bytes.length },
  });
  requireNoUserErrors(uploadCreate.userErrors);
  const { file, url, fields } = uploadCreate.upload!;
  const form = new FormData();
  for (const { name, value } of fields) form.append(name, value);
  form.append("file", new Blob([new Uint8Array(bytes)], { type: "text/csv" }));
  const answer = await fetch(url, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`the storage answers HTTP ${answer.status}`);
  const { uploadComplete } = await client.query(UploadCompleteDocument, { input: { fileId: file.id } });
  requireNoUserErrors(uploadComplete.userErrors);
  for (;;) {
    const { file: checked } = await client.query(FollowUploadDocument, { id: file.id });
    if (checked?.status === "READY") return file.id;
    if (checked?.status !== "PENDING") throw new Error(`the file is ${checked?.status}`);
    await delay(POLL_MS);
  }
}
