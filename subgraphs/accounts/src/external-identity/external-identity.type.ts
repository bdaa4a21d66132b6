import { Directive, Field, ID, InputType, ObjectType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { AccessGrantsType } from "../access-grants/access-grants.type.ts";

@InputType("ExternalSessionResolveInput", { description: "For the router: what a token of another issuer says." })
@Directive("@inaccessible")
export class ExternalSessionResolveInput {
  @Field(() => String, { description: "Who signed the token." })
  issuer!: string;

  @Field(() => String, { description: "Who the person is for the issuer." })
  subject!: string;

  @Field(() => String, { nullable: true, description: "Which of the issuer's sessions; null where it does not tell." })
  sessionHint?: string | null;

  @Field(() => DateTimeScalar, { description: "When the token was made." })
  issuedAt!: Date;

  @Field(() => String, { nullable: true, description: "The person's address, as the issuer has it." })
  email?: string | null;

  @Field(() => Boolean, { description: "Whether the issuer has seen that it is the person's." })
  emailVerified!: boolean;

  @Field(() => String, { nullable: true, description: "What the person is called." })
  name?: string | null;
}

@ObjectType("ExternalSession", { description: "For the router: where a token of another issuer signs in." })
@Directive("@inaccessible")
export class ExternalSessionType extends AccessGrantsType {
  @Field(() => ID, { description: "Who it is for." })
  userId!: string;

  @Field(() => ID, { description: "Which session of theirs." })
  sessionId!: string;
}

@ObjectType("ExternalSessionResolvePayload", {
  description: "For the router: where a token of another issuer signs in.",
})
@Directive("@inaccessible")
export class ExternalSessionResolvePayload {
  @Field(() => ExternalSessionType, {
    nullable: true,
    description: "Null when the person is suspended or erased, or the token is older than the end of its session.",
  })
  session!: ExternalSessionType | null;
}
