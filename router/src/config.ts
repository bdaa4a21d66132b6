import { BlockList, isIP } from "node:net";
import { z } from "zod";
import { BadEnvironment, type Environment, readEnvironment } from "#platform/config/environment.ts";
import { type OidcConfig, oidcEnvironment, readOidcConfig } from "./identity/oidc-config.ts";

function readProxies(text: string, context: z.RefinementCtx): BlockList {
  const proxies = new BlockList();
  for (const entry of text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean)) {
    const [address = "", bits] = entry.split("/");
    const version = isIP(address);
    const prefix = bits === undefined ? (version === 4 ? 32 : 128) : Number(bits);
    if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > (version === 4 ? 32 : 128)) {
      context.addIssue(`"${entry}" is no address and no network like 10.0.0.0/8`);
    } else proxies.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
  }
  return proxies;
}

export const routerEnvironment = z.object({
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform(readProxies)
    .describe(
      "Comma list of addresses and networks (10.0.0.0/8) of proxies in front of the router, whose X-Forwarded-For is believed; none without it.",
    ),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// URL" }).optional(),
  ...oidcEnvironment,
});

export type RouterConfig = ReturnType<typeof loadRouterConfig>;

/** @throws BadEnvironment naming every wrong variable at once. */
export function loadRouterConfig(environment: Environment) {
  const variables = readEnvironment("router", routerEnvironment, environment);
  return { redisUrl: variables.REDIS_URL, trustedProxies: variables.TRUSTED_PROXIES, oidc: readOidc(variables) };
}

function readOidc(variables: z.infer<typeof routerEnvironment>): OidcConfig | null {
  try {
    return readOidcConfig(variables);
  } catch (cause) {
    throw new BadEnvironment(`router: ${(cause as Error).message}`, { cause });
  }
}
