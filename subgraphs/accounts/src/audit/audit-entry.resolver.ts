import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import { z } from "zod";
import { type CursorValue, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { Access, staff } from "#platform/graphql/access.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AccountsContext } from "../context.ts";
import { toUserType, UserType } from "../user/user.type.ts";
import {
  AuditActorType,
  type AuditEntryConnection,
  AuditEntryConnectionType,
  AuditEntryFilterInput,
  toAuditEntryType,
} from "./audit-entry.type.ts";
import type { AuditFilter, AuditPosition, AuditRepository } from "./audit.repository.ts";
import type { ReadAuditTrail } from "./read-audit-trail.ts";

@Resolver()
export class AuditEntryResolver {
  constructor(private readonly readAuditTrail: ReadAuditTrail) {}

  @Access(staff("audit:read"))
  @Query(() => AuditEntryConnectionType, {
    nullable: true,
    description: "The audit trail of the whole platform, newest first. Reading it is an entry, too.",
  })
  async auditEntries(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg("filter", () => AuditEntryFilterInput, { nullable: true, description: "Which ones; all without it." })
    input: AuditEntryFilterInput | null,
    @Ctx() context: AccountsContext,
  ): Promise<AuditEntryConnection> {
    const request = readPageArguments(args, { max: 100, default: 20, cursorLength: 2 });
    const filter = readFilter(input ?? {});
    const page = await this.readAuditTrail(context, filter, request, readPosition(request.cursor));
    return { ...toConnection(page, ({ occurredAt, id }) => [occurredAt.toISOString(), id], toAuditEntryType), filter };
  }
}

@Resolver(() => AuditEntryConnectionType)
export class AuditEntryConnectionResolver {
  constructor(private readonly audit: Pick<AuditRepository, "count">) {}

  /** Only `Query.auditEntries` makes this connection, and it has checked the scope. */
  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { filter }: AuditEntryConnection): Promise<number> {
    return this.audit.count(filter);
  }
}

@Resolver(() => AuditActorType)
export class AuditActorResolver {
  @FieldResolver(() => UserType, { nullable: true, description: "The person, or the owner of the API key." })
  async user(@Root() { userId }: AuditActorType, @Ctx() { loaders }: AccountsContext): Promise<UserType | null> {
    const user = userId === null ? null : await loaders.userById.load(userId);
    return user && toUserType(user);
  }
}

const MAX_CHARACTERS = 200;

/** What cannot stand in the trail finds nothing, like what does not. */
function readFilter({ actorUserId, subjectId, action, source, from, to }: AuditEntryFilterInput): AuditFilter {
  return {
    ...(actorUserId == null ? {} : { actorUserId: parseId("user", actorUserId) ?? "nobody" }),
    ...(subjectId == null ? {} : { subjectId: readText(subjectId) }),
    ...(action == null ? {} : { action: readText(action) }),
    ...(source == null ? {} : { source: readText(source) }),
    ...(from == null ? {} : { from: notBeforeEpoch(from) }),
    ...(to == null ? {} : { to: notBeforeEpoch(to) }),
  };
}

function readText(text: string): string {
  if (text.length <= MAX_CHARACTERS) return /\p{Cc}/u.test(text) ? "nothing" : text;
  throw new AppError("BAD_USER_INPUT", `A part of the filter takes at most ${MAX_CHARACTERS} characters.`);
}

/** PostgreSQL knows no year 0, and there is no entry from before 1970. */
const notBeforeEpoch = (instant: Date): Date => new Date(Math.max(0, instant.getTime()));

const position = z.tuple([z.iso.datetime().regex(/^[12]/), z.string().max(100)]);

function readPosition(cursor: readonly CursorValue[] | null): AuditPosition | null {
  if (cursor === null) return null;
  const { data } = position.safeParse(cursor);
  if (!data || !parseId("aud", data[1])) throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  return { occurredAt: new Date(data[0]), id: data[1] };
}
