import { isIP } from "node:net";
import Bowser from "bowser";
import { readLine } from "#platform/text/read-line.ts";

/** No browser says more about itself; what is longer was made to be long. */
const MAX_USER_AGENT_CHARACTERS = 300;
const MAX_NAME_CHARACTERS = 40;
const KNOWN_BROWSERS: ReadonlySet<string> = new Set(Object.values(Bowser.BROWSER_MAP));

/**
 * What a person would call the device of a user agent, e.g. "Chrome on Linux". Of a program that nobody knows the first
 * word that it says of itself; null when it says nothing that can be shown. Anybody can write anything there, so it is
 * plain text of at most 40 characters, and no proof.
 */
export function deviceName(userAgent: string | null): string | null {
  const text = userAgent?.slice(0, MAX_USER_AGENT_CHARACTERS).trim() ?? "";
  if (text === "") return null;
  const { browser, os } = Bowser.parse(text);
  if (browser.name && KNOWN_BROWSERS.has(browser.name)) return os.name ? `${browser.name} on ${os.name}` : browser.name;
  const [word = ""] = text.split(/[/\s(;,]/u);
  const name = readLine(word.replace(/[^\p{L}\p{N}._+-]/gu, "").slice(0, MAX_NAME_CHARACTERS), {
    max: MAX_NAME_CHARACTERS,
  });
  // Almost every program begins with this one, so it names none.
  return name.kind === "good" && name.text !== "Mozilla" ? name.text : null;
}

/**
 * A network address without the part that names one household's device, e.g. "203.0.113.x" or "2001:db8:1:x": enough to
 * tell home from abroad. Null for what is no address.
 */
export function shortenNetwork(address: string | null): string | null {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
  switch (isIP(plain)) {
    case 4:
      return plain.replace(/\.\d+$/, ".x");
    case 6:
      return `${firstGroups(plain, 3).join(":")}:x`;
    default:
      return null;
  }
}

/** The first `count` groups of an IPv6 address that may leave groups of zeros out. */
function firstGroups(address: string, count: number): string[] {
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const groupsOf = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, behind] = [groupsOf(head), groupsOf(tail ?? "")];
  // A dotted end, as in 64:ff9b::192.0.2.1, stands for two groups.
  const length = before.length + behind.length + (address.includes(".") ? 1 : 0);
  const all = tail === undefined ? before : [...before, ...Array<string>(8 - length).fill("0"), ...behind];
  return all.slice(0, count).map((group) => group.toLowerCase());
}
