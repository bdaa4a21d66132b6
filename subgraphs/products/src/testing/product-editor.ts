import { expect } from "vitest";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { TestSubgraph } from "#platform/testing/test-subgraph.ts";

const PRODUCT = `
  id handle status title description version publishedAt updatedAt tags
  seo { title description }
  options { name values }
  breadcrumbs { handle }
  attributes { key name unit text number boolean }
  media { url alt width height file { id status } }
  variants(first: 50) {
    totalCount
    nodes {
      id sku title weightGrams taxClass available
      selectedOptions { name value }
      price { minorUnits } compareAtPrice { minorUnits } yen: price(currencyCode: JPY) { minorUnits }
      attributes { key number }
    }
  }`;

export interface EditedVariant {
  id: string;
  sku: string;
  title: string;
  selectedOptions: { name: string; value: string }[];
}

/** What a mutation about a product answers. */
export interface Edited {
  product:
    | (Record<string, unknown> & {
        id: string;
        handle: string;
        status: string;
        version: number;
        variants: { nodes: EditedVariant[] };
      })
    | null;
  variant?: EditedVariant | null;
  deletedVariantId?: string | null;
  userErrors: { code: string; field: string[] | null }[];
}

const MORE: Record<string, string> = {
  variantCreate: "variant { id sku title selectedOptions { name value } }",
  variantUpdate: "variant { id sku title selectedOptions { name value } }",
  variantDelete: "deletedVariantId",
};

/** Edits products as `viewer` does, through the schema. */
export const createProductEditor =
  (test: Pick<TestSubgraph, "graphql">, viewer: Viewer) =>
  async (mutation: string, input: Record<string, unknown>, as: Viewer = viewer): Promise<Edited> => {
    const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) {
      ${mutation}(input: $input) { product { ${PRODUCT} } ${MORE[mutation] ?? ""} userErrors { code field } }
    }`;
    const { data, errors } = await test.graphql(query, { input }, { viewer: as });
    expect(errors).toBeUndefined();
    return data![mutation] as Edited;
  };

/** Codes of the errors with their paths, e.g. `TOO_LONG title`, in their order. */
export const errorsOf = ({ userErrors }: Edited): string[] =>
  userErrors.map(({ code, field }) => `${code} ${field?.join(".") ?? "-"}`);
