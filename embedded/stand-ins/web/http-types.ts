/** A request with its body read. */
export interface HttpRequest {
  method: string;
  /** Path without the query. */
  pathname: string;
  /** Query without the question mark. */
  query: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** What to do with the connection: answer, close it without a word, or leave it open and silent. */
export type HttpReply =
  | { kind: "reply"; status: number; headers: Record<string, string>; body: string }
  | { kind: "reset" }
  | { kind: "silence" };

export const json = (status: number, body: object, headers: Record<string, string> = {}): HttpReply => ({
  kind: "reply",
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body, null, 2),
});

export const redirect = (location: string): HttpReply => ({
  kind: "reply",
  status: 303,
  headers: { location },
  body: "",
});

export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
