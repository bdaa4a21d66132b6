import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { Limits } from "./s3-call.ts";
import { startS3StandIn } from "./start-s3.ts";

export const ACCOUNT = { region: "eu-central-1", accessKeyId: "AKIDTEST", secretAccessKey: "test-secret-key" };

export interface TestStandIn {
  readonly dataDir: string;
  readonly origin: string;
  readonly port: number;
  /** A client of the real AWS SDK with the account's keys. */
  readonly client: S3Client;
  /** Errors that the stand-in reported as its own faults. */
  readonly errors: unknown[];
  newClient(config?: Partial<S3ClientConfig>): S3Client;
  /** Every object of the bucket as `key etag`, to show that a refusal changed nothing. */
  contents(bucket: string): Promise<string[]>;
  /** Temporary files left behind. */
  leftovers(): Promise<string[]>;
  /** Stops and starts again on the same files and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A stand-in of its own on a free port with one bucket, `shop`. */
export async function startTestStandIn(
  options: { limits?: Partial<Limits>; now?: () => Date } = {},
): Promise<TestStandIn> {
  const root = await mkdtemp(join(tmpdir(), "s3-stand-in-"));
  const dataDir = join(root, "data");
  const errors: unknown[] = [];
  const start = (port: number) =>
    startS3StandIn({
      ...ACCOUNT,
      ...options,
      host: "127.0.0.1",
      port,
      dataDir,
      onError: (error) => errors.push(error),
    });
  let running = await start(0);
  const { port } = running;
  const origin = `http://127.0.0.1:${String(port)}`;
  const clients: S3Client[] = [];
  const newClient = (config: Partial<S3ClientConfig> = {}): S3Client => {
    const { region, ...credentials } = ACCOUNT;
    const client = new S3Client({
      region,
      credentials,
      endpoint: origin,
      forcePathStyle: true,
      maxAttempts: 1,
      ...config,
    });
    clients.push(client);
    return client;
  };
  const client = newClient();
  await client.send(new CreateBucketCommand({ Bucket: "shop" }));
  return {
    dataDir,
    origin,
    port,
    client,
    errors,
    newClient,
    async contents(bucket) {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key, ETag }) => `${String(Key)} ${String(ETag)}`);
    },
    leftovers: () => readdir(join(dataDir, "incoming")),
    async restart() {
      await running.close();
      running = await start(port);
    },
    async stop() {
      for (const used of clients) used.destroy();
      await running.close();
      await rm(root, { recursive: true });
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request exactly as written: unlike `fetch`, nothing resolves `..` in the path. */
export function sendRaw(
  standIn: Pick<TestStandIn, "port">,
  request: { method: string; path: string; headers?: Record<string, string>; body?: string | Buffer },
): Promise<RawAnswer> {
  const { method, path, headers = {}, body } = request;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: "127.0.0.1", port: standIn.port, method, path, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** The S3 error code of an XML answer. */
export const errorCode = (answer: RawAnswer): string | undefined => /<Code>(.*?)<\/Code>/.exec(answer.body)?.[1];

interface Presigner {
  presign(
    request: ReturnType<typeof toSdkRequest>,
    options: { expiresIn: number; signingDate?: Date },
  ): Promise<{ path: string; query: Record<string, string> }>;
}

interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
}

/** Headers that the AWS SDK's own signer makes for a request; a given x-amz-content-sha256 is kept as it is. */
export async function signHeaders(standIn: TestStandIn, request: SignableRequest): Promise<Record<string, string>> {
  const signer = await standIn.client.config.signer();
  const signed = await signer.sign(toSdkRequest(standIn, request));
  return signed.headers;
}

/** Path and query of a URL presigned by the AWS SDK's own signer. */
export async function presign(
  standIn: TestStandIn,
  request: SignableRequest,
  options: { expiresIn: number; signingDate?: Date },
): Promise<string> {
  // The S3 client's signer presigns as well, though its declared type does not say so.
  const signer = (await standIn.client.config.signer()) as unknown as Presigner;
  const { query, path } = await signer.presign(toSdkRequest(standIn, request), options);
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, value]);
  return `${path}?${new URLSearchParams(pairs).toString().replaceAll("+", "%20")}`;
}

function toSdkRequest(standIn: TestStandIn, request: SignableRequest) {
  const { method, path, headers = {}, query = {} } = request;
  const host = `127.0.0.1:${String(standIn.port)}`;
  const hashed = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", ...headers, host };
  return { method, protocol: "http:", hostname: "127.0.0.1", port: standIn.port, path, query, headers: hashed };
}
