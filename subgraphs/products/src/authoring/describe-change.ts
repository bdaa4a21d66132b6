import { isDeepStrictEqual } from "node:util";
import type { AuditRecord } from "#platform/audit/audit-record.ts";
import type { Product, Variant } from "../catalogue/product.ts";

type State = AuditRecord["before"];

/** Says nothing that the entry itself does not. */
const UNTOLD: ReadonlySet<string> = new Set(["id", "version", "createdAt", "updatedAt", "variants"]);

/** What differs between two states of a product, for the audit trail: fields by name, variants by id. */
export function describeChange(before: Product | null, after: Product): { before: State; after: State } {
  const fields = (Object.keys(after) as (keyof Product)[]).filter(
    (field) => !UNTOLD.has(field) && !isDeepStrictEqual(before?.[field], after[field]),
  );
  const variants = changedVariants(before?.variants ?? [], after.variants);
  const partOf = (product: Product): State =>
    toJson({
      ...Object.fromEntries(fields.map((field) => [field, product[field]])),
      ...(variants.length === 0 ? {} : { variants: variantsById(product.variants, variants) }),
    });
  return { before: before && partOf(before), after: partOf(after) };
}

/** Ids of variants that are new, changed or gone. */
function changedVariants(before: readonly Variant[], after: readonly Variant[]): string[] {
  const ids = new Set([...before, ...after].map(({ id }) => id));
  const find = (variants: readonly Variant[], id: string) => variants.find((variant) => variant.id === id);
  return [...ids].filter((id) => !isDeepStrictEqual(find(before, id), find(after, id)));
}

const variantsById = (variants: readonly Variant[], ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, variants.find((variant) => variant.id === id) ?? null]));

/** Amounts as digits, instants as text: what any JSON can carry. */
const toJson = (state: Record<string, unknown>): State =>
  JSON.parse(
    JSON.stringify(state, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)),
  ) as State;
