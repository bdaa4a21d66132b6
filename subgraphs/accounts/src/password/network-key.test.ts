import { expect, it } from "vitest";
import { createNetworkKey, networkOf } from "./network-key.ts";

it("takes an IPv4 address for a network, and the first 64 bits of an IPv6 address", () => {
  expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
  expect(networkOf("2001:db8:0:1:aaaa:bbbb:cccc:dddd")).toBe("2001:db8:0:1::/64");
  expect(networkOf("2001:db8:0:1::1")).toBe("2001:db8:0:1::/64");
  expect(networkOf("2001:0DB8:0000:0001::2")).toBe("2001:db8:0:1::/64");
  expect(networkOf("2001:db8:0:2::1")).toBe("2001:db8:0:2::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(networkOf("64:ff9b::192.0.2.7")).toBe("64:ff9b:0:0::/64");
  expect(networkOf("1:2:3:4:5:6:192.0.2.7")).toBe("1:2:3:4::/64");
});

it("takes all of whom nothing is known for one network", () => {
  expect(networkOf(null)).toBe("unknown");
});

it("keeps no address, and tells networks apart only with its secret", () => {
  const [mine, other] = [createNetworkKey("a secret of ours"), createNetworkKey("another secret")];

  expect(mine("192.0.2.7")).toMatch(/^[\w-]{43}$/);
  expect(mine("192.0.2.7")).toBe(mine("192.0.2.7"));
  expect(mine("2001:db8::1")).toBe(mine("2001:db8::2"));
  expect(new Set([mine("192.0.2.7"), mine("192.0.2.8"), mine(null), other("192.0.2.7")]).size).toBe(4);
});
