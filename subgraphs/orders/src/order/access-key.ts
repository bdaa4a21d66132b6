import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { OrderId } from "#platform/ids/id.ts";

export type AccessKeys = ReturnType<typeof createAccessKeys>;

/**
 * The key that lets a buyer read one order without signing in. It is HMAC-SHA256 of the order's id, so nothing is stored
 * and a repeated checkout gets the same one; 43 characters of base64url.
 */
export function createAccessKeys(secret: string) {
  const of = (orderId: OrderId): string =>
    createHmac("sha256", secret).update(`order access key: ${orderId}`).digest("base64url");
  return {
    of,
    /** Takes the same time whatever `given` is: hashes of equal length are compared. */
    matches: (orderId: OrderId, given: string): boolean => timingSafeEqual(sha256(given), sha256(of(orderId))),
  };
}

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
