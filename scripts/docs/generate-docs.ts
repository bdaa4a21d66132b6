import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { readSubgraphs } from "../read-subgraphs.ts";
import { authorizationPage } from "./authorization-page.ts";
import { envExample } from "./env-example.ts";
import { environmentPage } from "./environment-page.ts";
import { readEnvironmentParts } from "./environment-variables.ts";
import { errorsPage } from "./errors-page.ts";
import { eventsPage, readEvents } from "./events-page.ts";

/**
 * Every generated page by its path in the project.
 * @throws Error when the code does not explain itself (a variable or an event without a meaning) or the schema is not there.
 */
export async function generateDocs(): Promise<Record<string, string>> {
  const parts = await readEnvironmentParts();
  const apiSdl = readFileSync(join(PROJECT_FOLDER, "schema/api.graphql"), "utf8");
  return {
    ".env.example": envExample(parts),
    "docs/reference/authorization.md": authorizationPage(await readSubgraphs()),
    "docs/reference/environment.md": environmentPage(parts),
    "docs/reference/errors.md": errorsPage(apiSdl),
    "docs/reference/events.md": eventsPage(await readEvents()),
  };
}
