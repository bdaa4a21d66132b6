import { Field, Float, ObjectType, registerEnumType } from "type-graphql";
import type { AttributeDefinition, AttributeValue } from "./attribute.ts";
import type { ProductSeo, ProductStatus, TaxClass } from "./product.ts";

export const ProductStatusEnum: { [Status in ProductStatus]: Status } = {
  DRAFT: "DRAFT",
  ACTIVE: "ACTIVE",
  ARCHIVED: "ARCHIVED",
};
registerEnumType(ProductStatusEnum, {
  name: "ProductStatus",
  description: "How far a product has come.",
  valuesConfig: {
    DRAFT: { description: "Being worked on. Only members of the shop see it." },
    ACTIVE: { description: "On sale, for everyone to see." },
    ARCHIVED: { description: "Out of the way. Only members of the shop see it." },
  },
});

export const TaxClassEnum: { [Class in TaxClass]: Class } = { STANDARD: "STANDARD", REDUCED: "REDUCED", ZERO: "ZERO" };
registerEnumType(TaxClassEnum, {
  name: "TaxClass",
  description: "How something is taxed. Each country has its rate for each.",
  valuesConfig: {
    STANDARD: { description: "At the full rate." },
    REDUCED: { description: "At the reduced rate, e.g. books and food in many countries." },
    ZERO: { description: "Not at all." },
  },
});

@ObjectType("ProductSeo", { description: "What search engines are told of a product, where that is something else." })
export class ProductSeoType implements ProductSeo {
  @Field(() => String, { nullable: true, description: "Instead of its title; null: the title." })
  title!: string | null;

  @Field(() => String, { nullable: true, description: "Instead of its description; null: the beginning of that." })
  description!: string | null;
}

@ObjectType("ProductAttribute", {
  description:
    "A property of a product or a variant, as its categories define it. One of `text`, `number` and `boolean` is there.",
})
export class ProductAttributeType {
  @Field(() => String, { description: "What programs call it." })
  key!: string;

  @Field(() => String, {
    description: "What people call it.",
  })
  name!: string;

  @Field(() => String, { nullable: true, description: "What a number counts, e.g. `cm`." })
  unit!: string | null;

  @Field(() => String, { nullable: true, description: "The value when it is a text, or a choice." })
  text!: string | null;

  @Field(() => Float, { nullable: true, description: "The value when it is a number." })
  number!: number | null;

  @Field(() => Boolean, { nullable: true, description: "The value when it is yes or no." })
  boolean!: boolean | null;
}

/** Values whose definition has gone are not shown. */
export const toAttributeTypes = (
  values: readonly AttributeValue[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
): ProductAttributeType[] =>
  values.flatMap(({ key, value }) => {
    const definition = definitions.get(key);
    if (!definition) return [];
    return {
      key,
      name: definition.name,
      unit: definition.unit,
      text: typeof value === "string" ? value : null,
      number: typeof value === "number" ? value : null,
      boolean: typeof value === "boolean" ? value : null,
    };
  });
