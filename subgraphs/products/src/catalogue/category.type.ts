import { Directive, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import type { AttributeDefinition, AttributeType } from "./attribute.ts";

export const AttributeTypeEnum: { [Type in AttributeType]: Type } = {
  TEXT: "TEXT",
  NUMBER: "NUMBER",
  BOOLEAN: "BOOLEAN",
  CHOICE: "CHOICE",
};
registerEnumType(AttributeTypeEnum, {
  name: "AttributeType",
  description: "What the values of an attribute are.",
  valuesConfig: {
    TEXT: { description: "Some words." },
    NUMBER: { description: "A decimal number, perhaps with a unit." },
    BOOLEAN: { description: "Yes or no." },
    CHOICE: { description: "One of a list." },
  },
});

@ObjectType("AttributeDefinition", { description: "A property that the products of a category have." })
export class AttributeDefinitionType implements AttributeDefinition {
  @Field(() => String, { description: 'Names it for programs, e.g. "material".' })
  key!: string;

  @Field(() => String, { description: "What people call it." })
  name!: string;

  @Field(() => AttributeTypeEnum, { description: "What its values are." })
  type!: AttributeType;

  @Field(() => String, { nullable: true, description: 'Of a NUMBER: what is counted, e.g. "cm".' })
  unit!: string | null;

  @Field(() => [String], { description: "Of a CHOICE: all there are, in order; empty for the others." })
  choices!: string[];

  @Field(() => Boolean, { description: "Whether shoppers can filter by it." })
  isFilterable!: boolean;
}

@ObjectType("Category", {
  description: "A shelf of the catalogue. Categories form a tree: the platform's, with shops' own below them.",
})
@Directive('@key(fields: "id")')
export class CategoryType {
  @Field(() => ID, { description: "Begins with `cat_`." })
  id!: string;

  @Field(() => String, { description: "Part of the category's address, unique among all categories." })
  handle!: string;

  @Field(() => String, { description: "Its name." })
  name!: string;

  @Field(() => String, { description: "What is found in it." })
  description!: string;

  @Field(() => Int, { description: "1 at first, one more with each change of it." })
  version!: number;
}
