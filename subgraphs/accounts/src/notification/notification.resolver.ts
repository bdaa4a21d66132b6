import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from "type-graphql";
import { z } from "zod";
import { type CursorValue, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { Access, signedIn } from "#platform/graphql/access.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AccountsContext } from "../context.ts";
import type { MailPosition, MailRepository } from "../mail/mail.repository.ts";
import { NOTIFICATION_CATEGORIES, type NotificationCategory } from "../mail/notification-category.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { OWN, toUserType, UserType } from "../user/user.type.ts";
import {
  type NotificationConnection,
  NotificationConnectionType,
  NotificationPreferencesUpdateInput,
  NotificationPreferencesUpdatePayload,
  NotificationPreferenceType,
  preferenceUserError,
  toNotificationType,
} from "./notification.type.ts";
import type { UpdatePreferences } from "./update-preferences.ts";

const OPTIONAL_CATEGORIES = (Object.keys(NOTIFICATION_CATEGORIES) as NotificationCategory[]).filter(
  (category) => NOTIFICATION_CATEGORIES[category].optional,
);

@Resolver(() => UserType)
export class NotificationResolver {
  constructor(
    private readonly mails: Pick<MailRepository, "findPageOf">,
    private readonly updatePreferences: UpdatePreferences,
  ) {}

  @Access(OWN)
  @FieldResolver(() => [NotificationPreferenceType], {
    nullable: true,
    description: "Each kind of mail that can be turned off, and whether the person gets it.",
  })
  async notificationPreferences(
    @Root() { id }: UserType,
    @Ctx() { loaders }: AccountsContext,
  ): Promise<NotificationPreferenceType[]> {
    const choices = await loaders.notificationChoicesByUser.load(id);
    return OPTIONAL_CATEGORIES.map((category) => ({
      category,
      enabled: choices.find((choice) => choice.category === category)?.enabled ?? true,
      description: NOTIFICATION_CATEGORIES[category].description,
    }));
  }

  @Access(OWN)
  @FieldResolver(() => NotificationConnectionType, {
    nullable: true,
    description: "The mails to the person, newest first.",
  })
  async notifications(
    @Root() { id: userId }: UserType,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
  ): Promise<NotificationConnection> {
    const request = readPageArguments(args, { max: 100, default: 20, cursorLength: 2 });
    const page = await this.mails.findPageOf(userId, request, readPosition(request.cursor));
    return {
      ...toConnection(page, ({ createdAt, id }) => [createdAt.toISOString(), id], toNotificationType),
      userId,
    };
  }

  @Access(signedIn({ note: "their own" }))
  @Mutation(() => NotificationPreferencesUpdatePayload, {
    description: "Turns kinds of mail on or off for the viewer; also for mails that wait to be sent. Safe to repeat.",
  })
  async notificationPreferencesUpdate(
    @Arg("input", () => NotificationPreferencesUpdateInput, { description: "The choices." })
    input: NotificationPreferencesUpdateInput,
    @Ctx() { viewer, requestId, loaders }: AccountsContext,
  ): Promise<NotificationPreferencesUpdatePayload> {
    const person = requireSignedIn(viewer);
    const outcome = await this.updatePreferences({ viewer: person, requestId }, input);
    if (outcome.kind === "refused") return { user: null, userErrors: outcome.problems.map(preferenceUserError) };
    const user = await loaders.userById.load(person.userId);
    return { user: user && toUserType(user), userErrors: [] };
  }
}

@Resolver(() => NotificationConnectionType)
export class NotificationConnectionResolver {
  constructor(private readonly mails: Pick<MailRepository, "countOf">) {}

  @FieldResolver(() => Int, { nullable: true })
  totalCount(@Root() { userId }: NotificationConnection): Promise<number> {
    return this.mails.countOf(userId);
  }
}

const position = z.tuple([z.iso.datetime().regex(/^[12]/), z.string().max(100)]);

function readPosition(cursor: readonly CursorValue[] | null): MailPosition | null {
  if (cursor === null) return null;
  const { data } = position.safeParse(cursor);
  if (!data || !parseId("mail", data[1])) throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  return { createdAt: new Date(data[0]), id: data[1] };
}
