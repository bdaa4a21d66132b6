import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { AttributeType } from "../catalogue/attribute.ts";
import { AttributeTypeEnum, CategoryType } from "../catalogue/category.type.ts";
import type { CategoryErrorCode, CategoryProblem } from "./category-problem.ts";
import type { CreateCategoryInput } from "./create-category.ts";
import type { AttributeDefinitionInput } from "./read-category.ts";
import type { UpdateCategoryInput } from "./update-category.ts";

/** What each code means to a program, and what a person is told. */
const CODES: Record<CategoryErrorCode, { description: string; message: string }> = {
  NAME_EMPTY: { description: "A category has a name.", message: "Enter a name." },
  NAME_TOO_LONG: { description: "A name has at most 80 characters.", message: "Use at most 80 characters." },
  NAME_UNPRINTABLE: {
    description: "The name holds a line end, a control character or an invisible mark.",
    message: "The name holds characters that cannot be shown.",
  },
  NAME_MIXED_SCRIPTS: {
    description: "A word of the name mixes alphabets, as if to look like another.",
    message: "Write each word in letters of one alphabet.",
  },
  DESCRIPTION_TOO_LONG: {
    description: "A description has at most 2000 characters.",
    message: "Use at most 2000 characters.",
  },
  DESCRIPTION_UNPRINTABLE: {
    description: "The description holds a control character or an invisible mark.",
    message: "The description holds characters that cannot be shown.",
  },
  INVALID_HANDLE: {
    description:
      "A handle is words of small Latin letters and digits, joined by single hyphens, at most 80 characters.",
    message: "Use small letters a to z, digits and single hyphens between them, at most 80.",
  },
  HANDLE_TAKEN: {
    description: "Another category has this handle.",
    message: "Another category has this handle. Choose another.",
  },
  PARENT_NOT_FOUND: {
    description: "There is no such category to hang it below; one of another shop is none.",
    message: "Choose another category to hang it below.",
  },
  CYCLE: {
    description: "A category cannot hang below itself or below one that hangs below it.",
    message: "A category cannot be below itself.",
  },
  TOO_DEEP: { description: "The tree has at most 5 levels.", message: "The tree can have at most 5 levels." },
  INVALID_POSITION: {
    description: "A position is from 0 to the number of its siblings.",
    message: "Choose a place among its siblings.",
  },
  INVALID_ATTRIBUTE_KEY: {
    description: "A key is words of small Latin letters and digits, joined by single hyphens, at most 60 characters.",
    message: "Use small letters a to z, digits and single hyphens between them, at most 60.",
  },
  ATTRIBUTE_KEY_TAKEN: {
    description: "Another attribute of it, or of a category above or below it, has this key.",
    message: "This key is used already, here or in a category above or below.",
  },
  INVALID_ATTRIBUTE_NAME: {
    description: "An attribute has a name of 1 to 60 characters on one line.",
    message: "Enter a name of at most 60 characters.",
  },
  INVALID_UNIT: {
    description: "A unit has 1 to 12 characters, and only a NUMBER has one.",
    message: "Only numbers have a unit, of at most 12 characters.",
  },
  INVALID_CHOICES: {
    description: "A CHOICE has choices, all different, of 1 to 60 characters; the other types have none.",
    message: "Give different choices of at most 60 characters, for the type CHOICE only.",
  },
  TOO_MANY: {
    description: "More than fit: 30 attributes, 200 choices, 500 categories in one place or of one shop.",
    message: "There are too many of these.",
  },
  SHOP_NOT_FOUND: {
    description: "The viewer keeps no categories of such a shop; without a shop, those of the platform.",
    message: "You keep no categories of this shop.",
  },
  NOT_FOUND: { description: "The viewer keeps no such category.", message: "You keep no such category." },
  HAS_CHILDREN: {
    description: "There are categories below it.",
    message: "Delete or move the categories below it first.",
  },
  CONFLICT: {
    description: "The category has changed since the expected version; the payload has it as it is now.",
    message: "The category has been changed in the meantime. Look at it again.",
  },
};

export const CategoryErrorCodeEnum = Object.fromEntries(Object.keys(CODES).map((code) => [code, code])) as {
  [Code in CategoryErrorCode]: Code;
};
registerEnumType(CategoryErrorCodeEnum, {
  name: "CategoryErrorCode",
  description: "Why a category was not made, changed or deleted.",
  valuesConfig: CODES,
});

@ObjectType("CategoryUserError", {
  implements: UserErrorType,
  description: "Something about a category that its keeper can fix.",
})
export class CategoryUserErrorType extends UserErrorType {
  @Field(() => CategoryErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: CategoryErrorCode;
}

export const categoryUserError = ({ code, field }: CategoryProblem): CategoryUserErrorType => ({
  code,
  message: CODES[code].message,
  field: field && [...field],
});

@InputType("AttributeDefinitionInput", { description: "A property that the products of a category have." })
export class AttributeDefinitionInputType implements AttributeDefinitionInput {
  @Field(() => String, { description: 'Names it for programs, e.g. "material": small letters, digits and hyphens.' })
  key!: string;

  @Field(() => String, { description: "What people call it, 1 to 60 characters." })
  name!: string;

  @Field(() => AttributeTypeEnum, { description: "What its values are." })
  type!: AttributeType;

  @Field(() => String, { nullable: true, description: 'Of a NUMBER: what is counted, e.g. "cm".' })
  unit?: string | null;

  @Field(() => [String], { nullable: true, description: "Of a CHOICE: all there are, in order, at most 200." })
  choices?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: "Whether shoppers can filter by it; true without it." })
  isFilterable?: boolean | null;
}

@InputType("CategoryCreateInput", { description: "A new category and its place in the tree." })
export class CategoryCreateInputType implements CreateCategoryInput {
  @Field(() => ID, { nullable: true, description: "Whose it is; the platform's without it." })
  shopId?: string | null;

  @Field(() => String, { description: "1 to 80 characters on one line." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Names it in addresses: small letters, digits and hyphens. Made from the name when left out.",
  })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: "What is found in it, at most 2000 characters." })
  description?: string | null;

  @Field(() => ID, { nullable: true, description: "Below which category it hangs; at the top without it." })
  parentId?: string | null;

  @Field(() => Int, { nullable: true, description: "Its place among its siblings, from 0; the last without it." })
  position?: number | null;

  @Field(() => [AttributeDefinitionInputType], {
    nullable: true,
    description: "Properties that its products have, at most 30; those of the categories above come on top.",
  })
  attributes?: AttributeDefinitionInputType[] | null;
}

@InputType("CategoryUpdateInput", { description: "What to change of a category. What is left out stays." })
export class CategoryUpdateInputType implements UpdateCategoryInput {
  @Field(() => ID, { description: "The category." })
  categoryId!: string;

  @Field(() => String, { nullable: true, description: "1 to 80 characters on one line." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "Another handle; the former one is free for others then." })
  handle?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 2000 characters; "" takes it away.' })
  description?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Below which category it shall hang, with all that is below it; null moves it to the top.",
  })
  parentId?: string | null;

  @Field(() => Int, { nullable: true, description: "Its place among its siblings, from 0." })
  position?: number | null;

  @Field(() => [AttributeDefinitionInputType], { nullable: true, description: "All its own attributes, at most 30." })
  attributes?: AttributeDefinitionInputType[] | null;

  @Field(() => Int, { nullable: true, description: "The version that the change was made for." })
  expectedVersion?: number | null;
}

@InputType("CategoryDeleteInput", { description: "Which category to delete." })
export class CategoryDeleteInputType {
  @Field(() => ID, { description: "The category." })
  categoryId!: string;

  @Field(() => Int, { nullable: true, description: "The version that the decision was made for." })
  expectedVersion?: number | null;
}

@ObjectType("CategoryCreatePayload", { description: "The new category, or why there is none." })
export class CategoryCreatePayload {
  @Field(() => CategoryType, { nullable: true, description: "The new category; null when nothing was done." })
  category!: CategoryType | null;

  @Field(() => [CategoryUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: CategoryUserErrorType[];
}

@ObjectType("CategoryUpdatePayload", { description: "The changed category, or why it was not changed." })
export class CategoryUpdatePayload {
  @Field(() => CategoryType, {
    nullable: true,
    description: "The category as it is now; null when nothing was done, but for a CONFLICT.",
  })
  category!: CategoryType | null;

  @Field(() => [CategoryUserErrorType], { description: "Everything that has to be corrected; empty when it is done." })
  userErrors!: CategoryUserErrorType[];
}

@ObjectType("CategoryDeletePayload", { description: "Which category is gone, or what keeps it." })
export class CategoryDeletePayload {
  @Field(() => ID, { nullable: true, description: "The category that is gone; null when nothing was done." })
  deletedCategoryId!: string | null;

  @Field(() => CategoryType, { nullable: true, description: "The category as it is now, for a CONFLICT." })
  category!: CategoryType | null;

  @Field(() => [CategoryUserErrorType], { description: "Everything that stands in the way; empty when it is gone." })
  userErrors!: CategoryUserErrorType[];
}
