import { Field, InterfaceType } from "type-graphql";

/**
 * What every user error has. Each domain implements it with a `code` of its own enum, which the interface cannot declare:
 * GraphQL lets an implementing field narrow to a subtype only, and an enum is no subtype of another.
 */
@InterfaceType("UserError", {
  description: "Something the person using the application can fix. Every mutation returns all of them at once.",
  autoRegisterImplementations: false,
})
export abstract class UserErrorType {
  @Field(() => String, { description: "What is wrong, in English, for a person to read." })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'The path into the mutation\'s `input`, e.g. ["lines", "0", "quantity"]; null when no single field is wrong.',
  })
  field!: string[] | null;
}
