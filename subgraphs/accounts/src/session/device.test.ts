import { expect, it } from "vitest";
import { deviceName, shortenNetwork } from "./device.ts";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Chrome on Linux",
  ],
  [`${MAC} Version/16.1 Safari/605.1.15`, "Safari on macOS"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:109.0) Gecko/20100101 Firefox/115.0", "Firefox on Windows"],
  ["curl/8.4.0", "curl"],
  ["PlexusApp/1.2 (iOS 17)", "PlexusApp"],
  ["node", "node"],
  ["<script>alert(1)</script>", "scriptalert"],
  ["<b>", "b"],
])("calls the device of %j %j", (userAgent, name) => expect(deviceName(userAgent)).toBe(name));

it.each([null, "", "   ", "Mozilla/5.0", "\u0000\u202e", "()", "p\u0430ypal/1.0"])(
  "gives the device of %j no name",
  (userAgent) => expect(deviceName(userAgent)).toBeNull(),
);

it("gives no name longer than 40 characters, however long the program talks", () => {
  expect(deviceName("x".repeat(10_000))).toBe("x".repeat(40));
  expect(deviceName("🦊".repeat(10_000))).toBeNull();
});

it.each([
  ["203.0.113.7", "203.0.113.x"],
  ["::ffff:203.0.113.7", "203.0.113.x"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:x"],
  ["2001:DB8::1", "2001:db8:0:x"],
  ["::1", "0:0:0:x"],
  ["fe80::1%eth0", "fe80:0:0:x"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:x"],
])("shows the network %s as %s", (address, shown) => expect(shortenNetwork(address)).toBe(shown));

it.each([null, "", "localhost", "203.0.113", "1.2.3.4; DROP"])("shows nothing of the network %j", (address) =>
  expect(shortenNetwork(address)).toBeNull(),
);
