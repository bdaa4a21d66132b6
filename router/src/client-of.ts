import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { isIP } from "node:net";
import type { Client } from "#platform/identity/viewer.ts";

/**
 * Where a request came from. Only proxies that are `trusted` are believed about whom they speak for: the address is the last one
 * in X-Forwarded-For that no trusted proxy has. Whatever a client writes into that field itself stands before it and is ignored.
 */
export function clientOf(request: IncomingMessage, trusted: BlockList): Client {
  const hops = (request.headers["x-forwarded-for"] ?? "")
    .toString()
    .split(",")
    .map((hop) => plain(hop.trim()));
  let address = plain(request.socket.remoteAddress ?? "");
  while (isTrusted(trusted, address)) {
    const previous = hops.pop();
    if (previous === undefined || isIP(previous) === 0) break;
    address = previous;
  }
  return { address: address === "" ? null : address, userAgent: request.headers["user-agent"] ?? null };
}

/** An IPv4 address in the clothes of IPv6 (`::ffff:10.0.0.1`) is the IPv4 address. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

const isTrusted = (trusted: BlockList, address: string): boolean => {
  const version = isIP(address);
  return version !== 0 && trusted.check(address, version === 4 ? "ipv4" : "ipv6");
};
