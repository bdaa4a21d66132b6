import { z } from "zod";
import { type Environment, readEnvironment } from "#platform/config/environment.ts";

export const routerEnvironment = z.object({
  /** Redis URL that all routers share for automatic persisted queries. Without it each keeps them in its own memory. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// URL" }).optional(),
});

export type RouterConfig = ReturnType<typeof loadRouterConfig>;

/** @throws BadEnvironment naming every wrong variable at once. */
export function loadRouterConfig(environment: Environment) {
  const variables = readEnvironment("router", routerEnvironment, environment);
  return { redisUrl: variables.REDIS_URL };
}
