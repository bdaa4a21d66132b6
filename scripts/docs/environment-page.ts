import type { EnvironmentPart, Variable } from "./environment-variables.ts";
import { code, markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# Environment

Written by \`npm run docs\` from the schemas that read the variables; do not edit it.

Variables come from the process's environment and from a \`.env\` file beside \`package.json\`; the environment wins. An empty
value counts as absent. A wrong value stops the start, and the message names every wrong variable at once.

"Must be set" is for a process that runs one part. The whole system in one process (\`ROLES=all\`, the default) brings along the
servers that no variable names (no stand-ins with \`NODE_ENV=production\`) and writes their addresses itself. Outside production,
missing secrets are made once and kept in the data folder.`;

/** `docs/reference/environment.md`. */
export function environmentPage(parts: readonly EnvironmentPart[]): string {
  const sections = parts.map(({ title, variables }) => `## ${title}\n\n${markdownTable(HEADER, variables.map(toRow))}`);
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const HEADER = ["Variable", "Meaning", "Values", "Default"];

const toRow = (variable: Variable): string[] => [
  code(variable.name),
  variable.meaning,
  variable.values,
  variable.default === undefined ? (variable.isRequired ? "must be set" : "none") : code(variable.default),
];
