import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  isSpecifiedScalarType,
  parse,
  visit,
} from "graphql";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { emitSchema } from "../../scripts/emit-schema.ts";

const emitted = await emitSchema();
const api = buildSchema(emitted["api.graphql"]!);
const types = Object.values(api.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

interface PlacedField {
  /** `Type.field` */
  place: string;
  field: GraphQLField<unknown, unknown>;
}
const fields: PlacedField[] = types.flatMap((type) =>
  isObjectType(type) || isInterfaceType(type)
    ? Object.values(type.getFields()).map((field) => ({ place: `${type.name}.${field.name}`, field }))
    : [],
);
const mutations = Object.values(api.getMutationType()!.getFields());

describe("schema/", () => {
  it.each(Object.keys(emitted))("has %s as the code makes it", (path) => {
    expect(readFileSync(join(PROJECT_FOLDER, "schema", path), "utf8")).toBe(emitted[path]);
  });
});

describe("the public schema", () => {
  it("describes every type, field, argument and value", () => {
    const described: [string, string | null | undefined][] = [
      ...types.map((type): [string, typeof type.description] => [type.name, type.description]),
      ...fields.flatMap(({ place, field }) => [
        [place, field.description] as [string, string | null | undefined],
        ...field.args.map(({ name, description }): [string, typeof description] => [`${place}(${name})`, description]),
      ]),
      ...types.flatMap((type) => {
        const parts = isEnumType(type)
          ? type.getValues()
          : isInputObjectType(type)
            ? Object.values(type.getFields())
            : [];
        return parts.map(({ name, description }): [string, typeof description] => [
          `${type.name}.${name}`,
          description,
        ]);
      }),
    ];
    expect(described.length).toBeGreaterThan(100);
    // Root types are made by composition, which leaves them bare.
    const roots = ["Query", "Mutation", "Subscription"];
    const bare = described.filter(([place, description]) => !description?.trim() && !roots.includes(place));
    expect(bare.map(([place]) => place)).toEqual([]);
  });

  it("pages every connection by the same four arguments", () => {
    const lists = fields.filter(({ field }) => getNamedType(field.type).name.endsWith("Connection"));
    expect(lists.length).toBeGreaterThan(0);
    const odd = lists.filter(({ field }) => {
      const types = new Map(field.args.map((argument) => [argument.name, String(argument.type)]));
      const { first, last, before, after } = Object.fromEntries(types);
      return [first, last, after, before].join() !== "Int,Int,String,String";
    });
    expect(odd.map(({ place }) => place)).toEqual([]);
  });

  it("lets every mutation take exactly `input`, which may be left out only where all of its fields may", () => {
    expect(mutations.length).toBeGreaterThan(0);
    const odd = mutations.filter(({ name, args }) => {
      const input = getNamedType(args[0]?.type);
      if (!isInputObjectType(input) || args.length !== 1 || args[0]!.name !== "input") return true;
      const mayBeLeftOut = Object.values(input.getFields()).every((field) => !isRequiredInputField(field));
      const isOwn = input.name === `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      return !isOwn || (!isNonNullType(args[0]!.type) && !mayBeLeftOut);
    });
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  it("lets every mutation answer a payload with a list of user errors, each with a code of an enum", () => {
    const odd = mutations.filter(({ type }) => {
      const payload = getNamedType(type);
      const list = isNonNullType(type) && isObjectType(payload) ? payload.getFields()["userErrors"]?.type : undefined;
      if (!list || !isNonNullType(list) || !isListType(list.ofType) || !isNonNullType(list.ofType.ofType)) return true;
      const userError = getNamedType(list);
      if (!isObjectType(userError) || !userError.getInterfaces().some(({ name }) => name === "UserError")) return true;
      const code = userError.getFields()["code"]?.type;
      return !code || !isEnumType(getNamedType(code)) || !isNonNullType(code);
    });
    expect(odd.map(({ name }) => name)).toEqual([]);
  });
});

describe("what only siblings may ask", () => {
  const SIBLINGS_ONLY = {
    accounts: ["Query.accessGrants", "Query.apiKeyGrants", "Query.accessTokenKeys", "Mutation.externalSessionResolve"],
    products: [
      "Query.variantsForSale",
      "Mutation.stockHold",
      "Mutation.stockRelease",
      "Mutation.fileAttach",
      "Mutation.fileDetach",
    ],
    carts: ["Mutation.cartLock", "Mutation.cartUnlock"],
    orders: ["Query.orderForPayment", "Query.shopCloseBlockers"],
    payments: [],
  };
  const inaccessible = new Map(
    Object.keys(SIBLINGS_ONLY).map((name) => [name, findInaccessible(emitted[`subgraphs/${name}.graphql`]!)]),
  );

  it.each(Object.entries(SIBLINGS_ONLY))(
    "is marked @inaccessible in %s, and this list is whole",
    (name, operations) => {
      const { fields: marked } = inaccessible.get(name)!;
      expect(marked.filter((place) => /^(Query|Mutation)\./.test(place)).sort()).toEqual([...operations].sort());
    },
  );

  it("is not in the public schema, nor are its types", () => {
    const all = [...inaccessible.values()];
    const shown = fields.map(({ place }) => place);
    expect(all.flatMap(({ fields: marked }) => marked).filter((place) => shown.includes(place))).toEqual([]);
    expect(all.flatMap(({ types: marked }) => marked).filter((name) => api.getType(name))).toEqual([]);
  });

  it("is not spelled in the public schema either", () => {
    const names = Object.values(SIBLINGS_ONLY).flatMap((operations) => operations.map((place) => place.split(".")[1]!));
    expect(names.filter((name) => new RegExp(String.raw`\b${name}\b`).test(emitted["api.graphql"]!))).toEqual([]);
  });
});

/** Types and fields (`Type.field`) that carry @inaccessible. */
function findInaccessible(sdl: string): { types: string[]; fields: string[] } {
  const found = { types: [] as string[], fields: [] as string[] };
  visit(parse(sdl), {
    enter(node, _key, _parent, _path, ancestors) {
      if (!("directives" in node) || !node.directives?.some(({ name }) => name.value === "inaccessible")) return;
      if (node.kind === "FieldDefinition" || node.kind === "InputValueDefinition") {
        const owner = ancestors.findLast((ancestor) => "kind" in ancestor && "name" in ancestor) as {
          name: { value: string };
        };
        found.fields.push(`${owner.name.value}.${node.name.value}`);
      } else if ("name" in node && node.name) found.types.push(node.name.value);
    },
  });
  return found;
}
