import { inject } from "vitest";
import type { TypedDocumentString } from "../../clients/storefront/graphql.ts";

export interface GraphError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string };
}

export interface GraphAnswer<Data> {
  status: number;
  data: Data | null;
  errors?: GraphError[];
}

/** Sends one operation as a browser would: JSON over HTTP to the router, with the access token if there is one. */
export async function send<Data, Variables>(
  document: TypedDocumentString<Data, Variables> | string,
  variables?: Variables,
  options: { accessToken?: string; headers?: Record<string, string> } = {},
): Promise<GraphAnswer<Data>> {
  const response = await fetch(inject("stack").graphql, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(options.accessToken ? { authorization: `Bearer ${options.accessToken}` } : {}),
      ...options.headers,
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphAnswer<Data>, "status">) };
}

/** The data of an operation that must succeed. @throws Error with the errors of the answer. */
export async function query<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
  options?: { accessToken?: string },
): Promise<Data> {
  const answer = await send(document, variables, options);
  if (answer.errors || !answer.data) throw new Error(`HTTP ${answer.status}: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}
