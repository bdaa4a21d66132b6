import type { IncomingHttpHeaders } from "node:http";
import { Pool } from "undici";
import type { TypedDocumentString } from "../../clients/storefront/graphql.ts";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export type GraphClient = ReturnType<typeof createGraphClient>;

/** The body of a request as the storefront sends it: the whole document. */
export const encodeRequest = <Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Buffer => Buffer.from(JSON.stringify({ query: document.toString(), variables }));

/** HTTP to one server over `connections` that stay open, one request at a time on each; as a guest without `accessToken`. */
export function createGraphClient(origin: string, connections: number, { accessToken }: { accessToken?: string } = {}) {
  const authorization = accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  const pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });

  const send = async (body: Buffer): Promise<Answer> => {
    const answer = await pool.request({
      path: "/graphql",
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...authorization },
      body,
    });
    return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
  };

  return {
    send,

    /** The data of an operation. @throws Error with the answer's errors, when it has any. */
    async query<Data, Variables>(
      document: TypedDocumentString<Data, Variables>,
      variables: Variables,
    ): Promise<NonNullable<Data>> {
      const { status, body } = await send(encodeRequest(document, variables));
      const { data, errors } = JSON.parse(body.toString("utf8")) as { data?: Data; errors?: unknown };
      if (status !== 200 || errors || !data) throw new Error(`HTTP ${status}: ${JSON.stringify(errors ?? data)}`);
      return data;
    },

    close: () => pool.close(),
  };
}

/** @throws Error naming the codes, when the mutation was refused. */
export function requireNoUserErrors(userErrors: readonly { code: string }[]): void {
  if (userErrors.length > 0) throw new Error(`refused: ${userErrors.map(({ code }) => code).join(", ")}`);
}
