import { accessDenied, malformedXml } from "./s3-error.ts";
import { matchesWildcard } from "./wildcard.ts";
import { childrenNamed, childText, parseXml } from "./xml.ts";

export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Lower case. */
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: number | null;
}

/** The browser's question, from a preflight or from the request itself. */
export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** Lower case; empty outside a preflight. */
  readonly headers: readonly string[];
}

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/**
 * For buckets without a configuration: any page may try, since a shop front in development runs on any port. Unlike S3,
 * which then answers no page at all. Credentials are never allowed, so this shares nothing that a URL alone does not.
 */
const OPEN_RULES: readonly CorsRule[] = [
  { origins: ["*"], methods: METHODS, headers: ["*"], exposed: ["ETag", "x-amz-request-id"], maxAgeSeconds: 3_000 },
];

/** @throws S3Error MalformedXML. */
export function parseCorsConfiguration(xml: string): CorsRule[] {
  const root = parseXml(xml);
  if (root?.name !== "CORSConfiguration") throw malformedXml();
  const rules = childrenNamed(root, "CORSRule").map((rule) => {
    const texts = (name: string): string[] => childrenNamed(rule, name).map((child) => child.text.trim());
    const maxAge = childText(rule, "MaxAgeSeconds");
    return {
      origins: texts("AllowedOrigin"),
      methods: texts("AllowedMethod"),
      headers: texts("AllowedHeader").map((name) => name.toLowerCase()),
      exposed: texts("ExposeHeader"),
      maxAgeSeconds: maxAge === undefined ? null : Number(maxAge),
    };
  });
  const isValid = rules.every(
    (rule) =>
      rule.origins.length > 0 &&
      rule.methods.length > 0 &&
      rule.methods.every((method) => METHODS.includes(method)) &&
      rule.exposed.every((name) => /^[\w-]+$/.test(name)) &&
      (rule.maxAgeSeconds === null || Number.isSafeInteger(rule.maxAgeSeconds)),
  );
  if (rules.length === 0 || !isValid) throw malformedXml();
  return rules;
}

/** The headers that let a page at the given origin see the answer; none when no rule fits. */
export function corsHeaders(configuration: string | null, request: CorsRequest): Record<string, string> {
  const rules = configuration === null ? OPEN_RULES : parseCorsConfiguration(configuration);
  const rule = rules.find((candidate) => fits(candidate, request));
  if (rule === undefined) return {};
  const isOpen = rule.origins.includes("*");
  return {
    "access-control-allow-origin": isOpen ? "*" : request.origin,
    "access-control-allow-methods": rule.methods.join(", "),
    ...(request.headers.length === 0 ? {} : { "access-control-allow-headers": request.headers.join(", ") }),
    ...(rule.exposed.length === 0 ? {} : { "access-control-expose-headers": rule.exposed.join(", ") }),
    ...(rule.maxAgeSeconds === null ? {} : { "access-control-max-age": String(rule.maxAgeSeconds) }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** Answers an OPTIONS request. @throws S3Error AccessDenied when no rule fits. */
export function preflightHeaders(
  configuration: string | null,
  headers: NodeJS.Dict<string | string[]>,
): Record<string, string> {
  const { origin, "access-control-request-method": method, "access-control-request-headers": wanted } = headers;
  if (typeof origin !== "string" || typeof method !== "string") {
    throw accessDenied("Insufficient information. Origin and Access-Control-Request-Method request headers needed.");
  }
  const names = typeof wanted === "string" ? wanted.toLowerCase().split(",") : [];
  const requested = names.map((name) => name.trim()).filter((name) => /^[\w-]+$/.test(name));
  const answer = corsHeaders(configuration, { origin, method, headers: requested });
  if (Object.keys(answer).length === 0) throw accessDenied("CORSResponse: This CORS request is not allowed.");
  return answer;
}

const fits = (rule: CorsRule, request: CorsRequest): boolean =>
  rule.origins.some((pattern) => matchesWildcard(pattern, request.origin)) &&
  rule.methods.includes(request.method) &&
  request.headers.every((name) => rule.headers.some((pattern) => matchesWildcard(pattern, name)));
