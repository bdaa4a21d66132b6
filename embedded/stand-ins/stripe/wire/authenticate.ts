import { ApiError } from "./api-error.ts";
import type { Caller, Route } from "./call.ts";

interface Keys {
  secretKey: string;
  publishableKey: string;
}

const refuse = (message: string, code?: string): ApiError =>
  new ApiError(401, { type: "invalid_request_error", message, ...(code === undefined ? {} : { code }) }, true);

/**
 * Who is asking, by `Authorization: Bearer …`, Basic, or the form parameter `key` that browsers use.
 *
 * @throws ApiError 401 for a wrong key, a missing one where it is needed, or a publishable key where it is not enough.
 */
export function authenticate(
  keys: Keys,
  allow: Route["allow"],
  authorization: string | undefined,
  keyParam: string | null,
): Caller {
  const key = keyIn(authorization) ?? keyParam;
  if (key === null) {
    if (allow === "client") return "nobody";
    throw refuse("You did not provide an API key. Send your secret key as 'Authorization: Bearer YOUR_SECRET_KEY'.");
  }
  if (key === keys.secretKey) return "secret";
  if (key !== keys.publishableKey) throw refuse(`Invalid API Key provided: ${masked(key)}`, "api_key_invalid");
  if (allow === "client") return "publishable";
  throw refuse(
    "This API call cannot be made with a publishable API key. Please use a secret API key.",
    "secret_key_required",
  );
}

function keyIn(authorization: string | undefined): string | null {
  const [scheme = "", value = ""] = (authorization ?? "").split(" ");
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() === "basic") return Buffer.from(value, "base64").toString().split(":")[0] ?? "";
  return null;
}

/** Enough of a key to recognise it, not enough to use it. */
const masked = (key: string): string => (key.length < 16 ? "****" : `${key.slice(0, 8)}****${key.slice(-4)}`);
