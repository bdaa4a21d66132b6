import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { type Connection, createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { MailStatus } from "../mail/mail.ts";
import type { SentMail } from "../mail/mail.repository.ts";
import { NOTIFICATION_CATEGORIES, type NotificationCategory } from "../mail/notification-category.ts";
import { UserType } from "../user/user.type.ts";
import type { PreferenceProblem } from "./update-preferences.ts";

export const NotificationCategoryEnum = {
  TRANSACTIONAL: "TRANSACTIONAL",
  STOCK_ALERTS: "STOCK_ALERTS",
} as const satisfies { [Category in NotificationCategory]: Category };
registerEnumType(NotificationCategoryEnum, {
  name: "NotificationCategory",
  description: "What a mail is about.",
  valuesConfig: {
    TRANSACTIONAL: { description: `${NOTIFICATION_CATEGORIES.TRANSACTIONAL.description} Cannot be turned off.` },
    STOCK_ALERTS: { description: NOTIFICATION_CATEGORIES.STOCK_ALERTS.description },
  },
});

export const NotificationStatusEnum = {
  QUEUED: "QUEUED",
  SENT: "SENT",
  SKIPPED: "SKIPPED",
  FAILED: "FAILED",
} as const satisfies { [Status in MailStatus]: Status };
registerEnumType(NotificationStatusEnum, {
  name: "NotificationStatus",
  description: "What has become of a mail.",
  valuesConfig: {
    QUEUED: { description: "It waits for its turn, or for another attempt." },
    SENT: { description: "The mail server has taken it." },
    SKIPPED: { description: "It was not needed any more, or mails of its kind are turned off." },
    FAILED: { description: "It could not be delivered and is given up." },
  },
});

@ObjectType("Notification", { description: "A mail to a person, without what it said." })
export class NotificationType {
  @Field(() => ID, { description: "The mail's id." })
  id!: string;

  @Field(() => NotificationCategoryEnum, { description: "What it is about." })
  category!: NotificationCategory;

  @Field(() => String, { description: "Its kind, e.g. `order-paid`. More kinds may come." })
  template!: string;

  @Field(() => String, { description: "Its subject line." })
  subject!: string;

  @Field(() => NotificationStatusEnum, { description: "What has become of it." })
  status!: MailStatus;

  @Field(() => DateTimeScalar, { description: "When it was decided on." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the mail server took it; null before." })
  sentAt!: Date | null;
}

export const toNotificationType = (mail: SentMail): NotificationType => mail;

export const NotificationConnectionType = createConnectionType("Notification", NotificationType);

/** The connection with what it takes to count the whole list. */
export interface NotificationConnection extends Connection<NotificationType> {
  userId: string;
}

@ObjectType("NotificationPreference", { description: "Whether a person wants a kind of mail that is not necessary." })
export class NotificationPreferenceType {
  @Field(() => NotificationCategoryEnum, { description: "The kind of mail." })
  category!: NotificationCategory;

  @Field(() => Boolean, { description: "Whether the person gets it; true until they say otherwise." })
  enabled!: boolean;

  @Field(() => String, { description: "What the kind is, in English, for a person to read." })
  description!: string;
}

export const NotificationPreferenceErrorCode = {
  CATEGORY_REQUIRED: "CATEGORY_REQUIRED",
  DUPLICATE_CATEGORY: "DUPLICATE_CATEGORY",
} as const satisfies { [Code in PreferenceProblem["code"]]: Code };
registerEnumType(NotificationPreferenceErrorCode, {
  name: "NotificationPreferenceErrorCode",
  description: "What can be wrong with a choice of mails.",
  valuesConfig: {
    CATEGORY_REQUIRED: { description: "Everybody gets mails of this category; there is nothing to choose." },
    DUPLICATE_CATEGORY: { description: "The category is in the list twice." },
  },
});

const MESSAGES: Record<PreferenceProblem["code"], string> = {
  CATEGORY_REQUIRED: "These mails cannot be turned off.",
  DUPLICATE_CATEGORY: "Choose once for each kind of mail.",
};

@ObjectType("NotificationPreferenceUserError", {
  implements: UserErrorType,
  description: "Something about a choice of mails that the person can fix.",
})
export class NotificationPreferenceUserErrorType extends UserErrorType {
  @Field(() => NotificationPreferenceErrorCode, { description: "What is wrong, for a program to branch on." })
  code!: PreferenceProblem["code"];
}

export const preferenceUserError = ({ code, field }: PreferenceProblem): NotificationPreferenceUserErrorType => ({
  code,
  message: MESSAGES[code],
  field: [...field],
});

@InputType("NotificationPreferenceInput", { description: "A choice for one kind of mail." })
export class NotificationPreferenceInput {
  @Field(() => NotificationCategoryEnum, { description: "The kind of mail; one that can be turned off." })
  category!: NotificationCategory;

  @Field(() => Boolean, { description: "Whether the person wants it." })
  enabled!: boolean;
}

@InputType("NotificationPreferencesUpdateInput", { description: "What a person wants to be told by mail." })
export class NotificationPreferencesUpdateInput {
  @Field(() => [NotificationPreferenceInput], {
    description: "The choices, each category once. What is not in the list stays as it is.",
  })
  preferences!: NotificationPreferenceInput[];
}

@ObjectType("NotificationPreferencesUpdatePayload", { description: "The person whose mails were chosen." })
export class NotificationPreferencesUpdatePayload {
  @Field(() => UserType, { nullable: true, description: "The person; null when nothing was changed." })
  user!: UserType | null;

  @Field(() => [NotificationPreferenceUserErrorType], { description: "Why nothing was changed; empty otherwise." })
  userErrors!: NotificationPreferenceUserErrorType[];
}
