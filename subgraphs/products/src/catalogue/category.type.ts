import { Directive, Field, ID, ObjectType } from "type-graphql";

@ObjectType("Category", { description: "A shelf of the catalogue. Categories form a tree." })
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
}
