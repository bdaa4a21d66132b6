import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import { seconds } from "#platform/time/duration.ts";

const TIMEOUT_MS = seconds(3);
const MAX_BYTES = 256 * 1024;
const MAX_KEYS = 100;

/** The public members of a key; private ones that an issuer publishes by mistake stay out. @see RFC 7517, 7518, 8037 */
const jwk = z.object({
  kty: z.string(),
  ...Object.fromEntries(["kid", "use", "alg", "crv", "x", "y", "n", "e"].map((name) => [name, z.string().optional()])),
});
const jwks = z.object({ keys: z.array(z.unknown()).max(MAX_KEYS) });

export interface PublicJwk {
  kty: string;
  kid?: string;
  use?: string;
  alg?: string;
  crv?: string;
}

/**
 * Reads an issuer's public keys from the configured `url`: within three seconds, up to 256 kB, without following redirects.
 * Entries that are no keys are left out.
 * @throws AppError UNAVAILABLE when there is no such answer.
 */
export async function fetchJwks(url: string): Promise<PublicJwk[]> {
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json, application/jwk-set+json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`HTTP ${response.status}`);
    }
    const { keys } = jwks.parse(JSON.parse(await readText(response)));
    return keys.flatMap((key) => (jwk.safeParse(key).data as PublicJwk | undefined) ?? []);
  } catch (cause) {
    throw new AppError("UNAVAILABLE", "The issuer of the access token is not available. Try again.", {
      logMessage: "the keys of the external issuer could not be read",
      cause,
    });
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
