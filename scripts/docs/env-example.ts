import type { EnvironmentPart, Variable } from "./environment-variables.ts";

const INTRODUCTION = `# Every variable with its default. Copy this file to .env and take the # away from what you want to set. Nothing has to be.
# Written by \`npm run docs\`; more about each in docs/reference/environment.md.`;

/** \`.env.example\`: each variable once, below the first part that reads it, with what all parts say of it. */
export function envExample(parts: readonly EnvironmentPart[]): string {
  const listed = new Set<string>();
  const groups = parts.map(({ title, variables }) => {
    const own = variables.filter(({ name }) => !listed.has(name));
    for (const { name } of own) listed.add(name);
    return [`# ${title}`, ...own.map((variable) => exampleOf(variable, parts))].join("\n\n");
  });
  return `${[INTRODUCTION, ...groups].join("\n\n")}\n`;
}

function exampleOf({ name, default: value = "" }: Variable, parts: readonly EnvironmentPart[]): string {
  const readings = parts.flatMap(({ variables }) => variables).filter((variable) => variable.name === name);
  const meanings = new Set(readings.map(({ meaning }) => meaning));
  return `# ${[...meanings].join(" ")}\n#${name}=${/\s/.test(value) ? JSON.stringify(value) : value}`;
}
