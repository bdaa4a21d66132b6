import { createHmac, hkdfSync } from "node:crypto";
import { isIPv6 } from "node:net";

/** The network of an address as it is stored: told from others, never read back. */
export type NetworkKey = (address: string | null) => string;

/**
 * Names networks by a keyed hash: there are few enough addresses to try them all against a plain one. Under another `secret`
 * every network is a new one.
 */
export function createNetworkKey(secret: string): NetworkKey {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "plexus.accounts.networks", 32));
  return (address) => createHmac("sha256", key).update(networkOf(address)).digest("base64url");
}

/**
 * What counts as one network: an IPv4 address, the first 64 bits of an IPv6 address (whoever has one of those has all), and
 * everybody of whom no address is known together.
 * @see RFC 4291 section 2.5.1 for the interface's half of an address.
 */
export function networkOf(address: string | null): string {
  if (address === null) return "unknown";
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]!.split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const left = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill("0");
  const groups = [...before, ...left, ...after].map((group) => group.replace(/^0+(?=.)/, ""));
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** The groups of 16 bits; an IPv4 address at the end stands for two of them, which nobody looks at here. */
const groupsOf = (text: string): string[] =>
  text === "" ? [] : text.split(":").flatMap((group) => (group.includes(".") ? ["0", "0"] : [group]));
