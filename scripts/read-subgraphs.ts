import { pino } from "pino";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import type { Subgraph } from "#platform/subgraph/subgraph.ts";
import { SUBGRAPH_NAMES, SUBGRAPHS, type SubgraphName } from "../subgraphs/registry.ts";

/** Enough for wiring; nothing connects while a schema is built. */
const OFFLINE_ENVIRONMENT: Record<string, string> = {
  ...Object.fromEntries(
    SUBGRAPH_NAMES.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, "postgresql://offline.invalid/none"]),
  ),
  MONGODB_URL: "mongodb://offline.invalid",
  REDIS_URL: "redis://offline.invalid",
  SMTP_URL: "smtp://offline.invalid",
  ACCOUNTS_SECRET: "offline".padEnd(32, "-"),
  ORDERS_SECRET: "offline".padEnd(32, "-"),
  S3_ENDPOINT: "http://offline.invalid",
  S3_ACCESS_KEY_ID: "offline",
  S3_SECRET_ACCESS_KEY: "offline",
  STRIPE_SECRET_KEY: "sk_test_offline",
  STRIPE_PUBLISHABLE_KEY: "pk_test_offline",
  STRIPE_WEBHOOK_SECRET: "whsec_offline",
};

/** What the code of a subgraph says about it. */
export type SubgraphDescription = Pick<Subgraph, "sdl" | "access"> & { readonly name: SubgraphName };

/** Every subgraph of the registry, in its order, wired as in production but without anything to connect to. */
export async function readSubgraphs(): Promise<SubgraphDescription[]> {
  const subgraphs: SubgraphDescription[] = [];
  for (const name of SUBGRAPH_NAMES) subgraphs.push(await readSubgraph(name));
  return subgraphs;
}

async function readSubgraph(name: SubgraphName): Promise<SubgraphDescription> {
  const { createSubgraph } = await SUBGRAPHS[name].load();
  const { sdl, access, close } = await createSubgraph({
    env: OFFLINE_ENVIRONMENT,
    neighbour: (): Neighbour => {
      throw new Error("no sibling is asked while a schema is built");
    },
    subscribersOf: () => [],
    verifyCredential: () => Promise.reject(new Error("nothing is executed while a schema is built")),
    logger: pino({ level: "silent" }),
    now: () => new Date(0),
  });
  await close();
  return { name, sdl, access };
}
