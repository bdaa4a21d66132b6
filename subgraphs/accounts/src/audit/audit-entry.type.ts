import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import type { AuditActor, AuditRecord } from "#platform/audit/audit-record.ts";
import { type Connection, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar, JsonScalar } from "#platform/graphql/scalars.ts";
import type { AuditFilter, StoredAuditRecord } from "./audit.repository.ts";

export const AuditActorKindEnum = {
  USER: "USER",
  API_KEY: "API_KEY",
  GUEST: "GUEST",
  SYSTEM: "SYSTEM",
} as const satisfies { [Kind in AuditActor["kind"]]: Kind };
registerEnumType(AuditActorKindEnum, {
  name: "AuditActorKind",
  description: "What kind of actor did something.",
  valuesConfig: {
    USER: { description: "A person who was signed in." },
    API_KEY: { description: "A program with an API key of a person." },
    GUEST: { description: "Someone who was not signed in." },
    SYSTEM: { description: "The platform by itself." },
  },
});

@ObjectType("AuditActor", { description: "Who did it." })
export class AuditActorType {
  @Field(() => AuditActorKindEnum, { description: "What kind of actor." })
  kind!: AuditActor["kind"];

  @Field(() => ID, { nullable: true, description: "The API key that it was done with; null without one." })
  apiKeyId!: string | null;

  /** Not a field: `user` is made of it. */
  userId!: string | null;
}

@ObjectType("AuditSubject", { description: "What something was done to." })
export class AuditSubjectType {
  @Field(() => String, { description: "Its type, as in this schema, e.g. `Order`." })
  type!: string;

  @Field(() => ID, { description: "Its id." })
  id!: string;
}

@ObjectType("AuditEntry", {
  description: "Who changed what, or looked at whose data. Entries are added, never changed and never removed.",
})
export class AuditEntryType {
  @Field(() => ID, { description: "Begins with `aud_`." })
  id!: string;

  @Field(() => DateTimeScalar, { description: "When it happened." })
  occurredAt!: Date;

  @Field(() => String, { description: "The part of the platform in which it happened, e.g. `orders`." })
  source!: string;

  @Field(() => String, { description: "What happened, e.g. `order.pay` or `user.read`." })
  action!: string;

  @Field(() => AuditActorType, { description: "Who did it." })
  actor!: AuditActorType;

  @Field(() => AuditSubjectType, { description: "What it was done to." })
  subject!: AuditSubjectType;

  @Field(() => JsonScalar, {
    nullable: true,
    description: "The part that changed as it was before, by field; personal data stands as `[personal]`.",
  })
  before!: AuditRecord["before"];

  @Field(() => JsonScalar, { nullable: true, description: "The part that changed as it was afterwards, by field." })
  after!: AuditRecord["after"];

  @Field(() => String, { nullable: true, description: "The request in which it happened; it finds the logs." })
  requestId!: string | null;
}

export const AuditEntryConnectionType = createConnectionType("AuditEntry", AuditEntryType);

/** The connection with what it takes to count the whole list. */
export interface AuditEntryConnection extends Connection<AuditEntryType> {
  filter: AuditFilter;
}

@InputType("AuditEntryFilter", { description: "Which entries to list; every given part must hold." })
export class AuditEntryFilterInput {
  @Field(() => ID, { nullable: true, description: "Done by this user, or with a key of theirs." })
  actorUserId?: string | null;

  @Field(() => ID, { nullable: true, description: "Done to the thing with this id." })
  subjectId?: string | null;

  @Field(() => String, { nullable: true, description: "Exactly this action, e.g. `user.suspend`." })
  action?: string | null;

  @Field(() => String, { nullable: true, description: "In this part of the platform, e.g. `orders`." })
  source?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "At or after this instant." })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Before this instant." })
  to?: Date | null;
}

export const toAuditEntryType = (record: StoredAuditRecord): AuditEntryType => record;
