import type { IncomingMessage } from "node:http";
import { BlockList } from "node:net";
import { expect, it } from "vitest";
import { clientOf } from "./client-of.ts";

const NOBODY = new BlockList();
const PROXIES = new BlockList();
PROXIES.addSubnet("10.0.0.0", 8, "ipv4");
PROXIES.addAddress("2001:db8::a", "ipv6");

const request = (remoteAddress: string | undefined, headers: IncomingMessage["headers"] = {}) =>
  ({ socket: { remoteAddress }, headers }) as IncomingMessage;
const addressOf = (remoteAddress: string, forwardedFor: string, trusted = PROXIES) =>
  clientOf(request(remoteAddress, { "x-forwarded-for": forwardedFor }), trusted).address;

it("believes the socket, and no header of a stranger", () => {
  expect(addressOf("203.0.113.9", "198.51.100.1", NOBODY)).toBe("203.0.113.9");
  expect(addressOf("203.0.113.9", "198.51.100.1")).toBe("203.0.113.9");
  const headers = {
    "x-real-ip": "198.51.100.1",
    "x-client-ip": "198.51.100.1",
    "cf-connecting-ip": "198.51.100.1",
    forwarded: "for=198.51.100.1",
  };
  expect(clientOf(request("10.0.0.1", headers), PROXIES).address).toBe("10.0.0.1");
});

it("finds one client in a thousand requests that each claim another address, through a proxy or not", () => {
  const claimed = Array.from({ length: 1_000 }, (_, index) => `198.51.${index >> 8}.${index & 255}`);

  const direct = new Set(claimed.map((claim) => addressOf("203.0.113.9", claim)));
  const proxied = new Set(claimed.map((claim) => addressOf("10.0.0.1", `${claim}, 203.0.113.9`)));

  expect([...direct]).toEqual(["203.0.113.9"]);
  expect([...proxied]).toEqual(["203.0.113.9"]);
});

it("believes a trusted proxy about whom it speaks for, through as many of them as there are", () => {
  expect(addressOf("10.0.0.1", "198.51.100.1, 203.0.113.9")).toBe("203.0.113.9");
  expect(addressOf("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2, 2001:db8::a")).toBe("203.0.113.9");
  expect(addressOf("2001:db8::a", "2001:db8::7")).toBe("2001:db8::7");
});

it("stops at what is no address, and at the proxy that says nothing", () => {
  expect(addressOf("10.0.0.1", "203.0.113.9, unknown")).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", "203.0.113.9, ")).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", "")).toBe("10.0.0.1");
  expect(addressOf("10.0.0.1", "10.0.0.3, 10.0.0.2")).toBe("10.0.0.3");
});

it("takes an IPv4 address in the form of IPv6 for what it is", () => {
  expect(addressOf("::ffff:10.0.0.1", "::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(addressOf("::ffff:203.0.113.9", "198.51.100.1")).toBe("203.0.113.9");
});

it("knows nothing of a connection that is gone, and passes on what the client calls itself", () => {
  expect(clientOf(request(undefined), PROXIES)).toEqual({ address: null, userAgent: null });
  expect(clientOf(request("203.0.113.9", { "user-agent": "a browser" }), NOBODY).userAgent).toBe("a browser");
});
