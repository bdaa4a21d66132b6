import tseslint from "typescript-eslint";

const SUPPRESSION = { "ts-expect-error": "allow-with-description", "ts-ignore": true, "ts-nocheck": true };

const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name, so that a thing has one name everywhere.",
};
const noBarrel = {
  selector: "ExportAllDeclaration, ExportNamedDeclaration[source]",
  message: "Import a thing from where it is made; re-exports tie knots.",
};
const noProcessEnv = {
  selector: [
    "MemberExpression[object.name='process']:matches([property.name='env'], [property.value='env'])",
    "VariableDeclarator[init.name='process'] > ObjectPattern",
    "ImportDeclaration[source.value=/^(node:)?process$/]",
  ].join(", "),
  message: "Only runtime/ and scripts/ read the environment; everything else gets it handed in.",
};

/** `// eslint-disable-next-line <rule> -- why`: a suppression without its reason cannot be reviewed, nor ever removed. */
const explainedSuppression = {
  create: ({ sourceCode, report }) => ({
    Program() {
      for (const { value, loc } of sourceCode.getAllComments()) {
        if (!/^\s*eslint-disable/.test(value) || /\s--\s+\S/.test(value)) continue;
        // Before the line's first column: a comment that disables every rule would silence its own report.
        report({ loc: { line: loc.start.line, column: -1 }, message: "Say why after `--`." });
      }
    },
  }),
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".data/", "**/generated/", "clients/", "coverage/"] },
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { plexus: { rules: { "explained-suppression": explainedSuppression } } },
    rules: { "plexus/explained-suppression": "error" },
  },
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/ban-ts-comment": ["error", SUPPRESSION],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
      "no-restricted-syntax": ["error", noDefaultExport, noBarrel, noProcessEnv],
      eqeqeq: ["error", "always", { null: "ignore" }],
    },
  },
  {
    files: ["**/*.test.ts", "**/testing/**"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["runtime/**", "scripts/**", "tests/**", "bench/**", "**/*.test.ts", "**/testing/**"],
    rules: { "no-restricted-syntax": ["error", noDefaultExport, noBarrel] },
  },
  {
    // Tools that find their configuration by its default export.
    files: ["*.ts", "prisma/*/prisma.config.ts", "tests/setup/*-setup.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
