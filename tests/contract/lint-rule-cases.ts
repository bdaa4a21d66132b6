export interface LintCase {
  what: string;
  /** Where the file stands; what is allowed depends on it. */
  path: string;
  code: string;
}

const bodyOf = (lines: number): string => Array.from({ length: lines }, (_, index) => `  void ${index};`).join("\n");
const functionOf = (lines: number, between = ""): string =>
  `export function long() {\n${bodyOf(lines - 3)}\n${between}  return 1;\n}\n`;
const fileOf = (lines: number): string =>
  Array.from({ length: lines }, (_, index) => `export const value${index} = ${index};\n`).join("");
const floating = "const later = async () => 1;\nexport function act() {\n  later();\n}\n";

/** For each rule, code that it must refuse. */
export const REFUSED: Readonly<Record<string, readonly LintCase[]>> = {
  "no-restricted-syntax": [
    { what: "process.env in platform", path: "platform/a.ts", code: "export const port = process.env.PORT;\n" },
    { what: "process.env in brackets", path: "subgraphs/a.ts", code: 'export const env = process["env"];\n' },
    { what: "the environment taken out of process", path: "router/a.ts", code: "export const { env } = process;\n" },
    {
      what: "process as a module",
      path: "router/b.ts",
      code: 'import { env } from "node:process";\nexport const all = env;\n',
    },
    { what: "a default export", path: "platform/b.ts", code: "export default 1;\n" },
    { what: "a default export in runtime", path: "runtime/a.ts", code: "export default 1;\n" },
    { what: "a default export in a test", path: "platform/c.test.ts", code: "export default 1;\n" },
    { what: "a barrel", path: "platform/index.ts", code: 'export * from "./good.ts";\n' },
    { what: "a named re-export", path: "platform/d.ts", code: 'export { good } from "./good.ts";\n' },
    { what: "a re-exported type", path: "scripts/a.ts", code: 'export type { good } from "../platform/good.ts";\n' },
  ],
  "@typescript-eslint/no-floating-promises": [
    { what: "a promise that nobody waits for", path: "platform/e.ts", code: floating },
    { what: "one in a test", path: "platform/e.test.ts", code: floating },
  ],
  "@typescript-eslint/no-misused-promises": [
    {
      what: "an async callback where none is awaited",
      path: "platform/f.ts",
      code: "export const run = (all: number[]) => all.forEach(async (one) => void (await Promise.resolve(one)));\n",
    },
  ],
  "@typescript-eslint/await-thenable": [
    { what: "await of no promise", path: "platform/g.ts", code: "export const run = async () => await 1;\n" },
  ],
  "@typescript-eslint/no-explicit-any": [
    { what: "an any", path: "platform/h.ts", code: "export const value: any = 1;\n" },
    { what: "an any in a test", path: "platform/h.test.ts", code: "export const value = 1 as any;\n" },
  ],
  "@typescript-eslint/switch-exhaustiveness-check": [
    {
      what: "a switch that forgets a case",
      path: "platform/i.ts",
      code: 'export function f(kind: "a" | "b") {\n  switch (kind) {\n    case "a":\n      return 1;\n  }\n  return 2;\n}\n',
    },
  ],
  "@typescript-eslint/consistent-type-imports": [
    {
      what: "a type imported as a value",
      path: "platform/j.ts",
      code: 'import { Good } from "./good.ts";\nexport const value: Good = 1;\n',
    },
  ],
  "@typescript-eslint/ban-ts-comment": [
    { what: "@ts-ignore", path: "platform/k.ts", code: "// @ts-ignore because I say so\nexport const value = 1;\n" },
    { what: "@ts-nocheck", path: "platform/l.ts", code: "// @ts-nocheck\nexport const value = 1;\n" },
    {
      what: "@ts-expect-error without a reason",
      path: "platform/m.ts",
      code: "// @ts-expect-error\nexport const value: string = 1;\n",
    },
  ],
  "@typescript-eslint/no-unused-vars": [
    { what: "a variable that nobody reads", path: "platform/n.ts", code: "const idle = 1;\nexport const value = 2;\n" },
  ],
  "plexus/explained-suppression": [
    {
      what: "a suppressed line without a reason",
      path: "platform/o.ts",
      code: "// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport const value: any = 1;\n",
    },
    {
      what: "everything suppressed without a reason",
      path: "platform/p.ts",
      code: "/* eslint-disable */\nexport const value: any = 1;\n",
    },
  ],
  "max-lines": [
    { what: "301 lines", path: "platform/r.ts", code: fileOf(301) },
    { what: "301 lines of a test", path: "platform/r.test.ts", code: fileOf(301) },
  ],
  "max-lines-per-function": [{ what: "61 lines in a function", path: "platform/s.ts", code: functionOf(61) }],
  eqeqeq: [{ what: "loose equality", path: "platform/t.ts", code: "export const same = (a: number) => a == 1;\n" }],
};

/** What must pass, so that a rule that grows too wide is noticed. */
export const ALLOWED: readonly LintCase[] = [
  { what: "a plain module", path: "platform/good.ts", code: "export const good = 1;\nexport type Good = number;\n" },
  { what: "process.env in runtime", path: "runtime/good.ts", code: "export const port = process.env.PORT;\n" },
  { what: "process.env in a script", path: "scripts/good.ts", code: "export const port = process.env.PORT;\n" },
  { what: "process.env in a test", path: "platform/good.test.ts", code: "export const port = process.env.PORT;\n" },
  { what: "what is not the environment", path: "platform/u.ts", code: "export const pid = process.pid;\n" },
  { what: "a tool's default export", path: "vitest.config.ts", code: "export default {};\n" },
  {
    what: "300 lines and comments and blank lines",
    path: "platform/v.ts",
    code: `${fileOf(300)}${"\n// why\n".repeat(50)}`,
  },
  { what: "60 lines in a function", path: "platform/w.ts", code: functionOf(60, "\n  // why\n".repeat(20)) },
  { what: "a long function in a test", path: "platform/w.test.ts", code: functionOf(100) },
  {
    what: "a suppression with its reason",
    path: "platform/x.ts",
    code: "// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a library's own type\nexport const value: any = 1;\n",
  },
  {
    what: "an expected type error with its reason",
    path: "platform/y.ts",
    code: "// @ts-expect-error a wrong value on purpose\nexport const value: string = 1;\n",
  },
  {
    what: "a promise that is let go on purpose",
    path: "platform/z.ts",
    code: "const later = async () => 1;\nexport function act() {\n  void later();\n}\n",
  },
];
