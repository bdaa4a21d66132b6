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
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: "Only runtime/ and scripts/ read the environment; everything else gets it handed in.",
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", ".data/", "**/generated/", "coverage/"] },
  ...tseslint.configs.recommended,
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
    files: ["*.ts", "prisma/*/prisma.config.ts", "tests/setup/global-setup.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
);
