import { z } from "zod";
import { type Client, NO_CLIENT } from "./viewer.ts";

const MAX_USER_AGENT_CHARACTERS = 300;

const clientShape = z.object({ address: z.string().max(64).nullable(), userAgent: z.string().nullable() });

/** A client as the value of a header. A user agent of any length and characters fits: it is cut and encoded. */
export const encodeClient = ({ address, userAgent }: Client): string =>
  Buffer.from(JSON.stringify({ address, userAgent: userAgent?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null })).toString(
    "base64url",
  );

/** The client in a header's value; nothing is known of it when there is none or it is not what `encodeClient` made. */
export function decodeClient(value: string | undefined): Client {
  if (value === undefined) return NO_CLIENT;
  try {
    return clientShape.parse(JSON.parse(Buffer.from(value, "base64url").toString("utf8")));
  } catch {
    return NO_CLIENT;
  }
}
