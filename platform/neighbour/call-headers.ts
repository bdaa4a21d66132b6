import {
  type CredentialSigner,
  CLIENT_HEADER,
  IDENTITY_HEADER,
  REQUEST_ID_HEADER,
} from "#platform/identity/credential.ts";
import { encodeClient } from "#platform/identity/client-header.ts";
import type { CallContext } from "./neighbour.ts";

/** The headers that prove who calls `audience` and for whom. Both neighbour implementations send exactly these. */
export async function callHeaders(
  sign: CredentialSigner,
  audience: string,
  { viewer, requestId, client }: CallContext,
): Promise<Record<string, string>> {
  return {
    [IDENTITY_HEADER]: await sign(audience, viewer),
    [REQUEST_ID_HEADER]: requestId,
    ...(client ? { [CLIENT_HEADER]: encodeClient(client) } : {}),
  };
}
