import type { TestProject } from "vitest/node";
import { startStack, type StackAddresses } from "./start-stack.ts";

declare module "vitest" {
  interface ProvidedContext {
    stack: StackAddresses;
  }
}

/** Starts the whole system once for the journeys: as one process or as one process per subgraph, by the project's STACK. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startStack(project.config.env["STACK"] === "many" ? "many" : "one");
  project.provide("stack", stack.addresses);
  return stack.stop;
}
