import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed documents for the operations in schema/operations: what a frontend copies, and what the tests send. */
const config: CodegenConfig = {
  importExtension: ".ts",
  schema: "schema/api.graphql",
  documents: ["schema/operations/*.graphql"],
  generates: {
    "clients/storefront/": {
      preset: "client",
      presetConfig: { persistedDocuments: true, fragmentMasking: false },
      config: {
        documentMode: "string",
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { DateTime: "string", Decimal: "string", SafeInt: "number" },
      },
    },
  },
};

export default config;
