import type { UserId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import type { NotificationCategory } from "../mail/notification-category.ts";

export type NotificationPreferenceRepository = ReturnType<typeof createNotificationPreferenceRepository>;

/** What a person said about a kind of mail. Who said nothing wants it. */
export interface NotificationChoice {
  userId: UserId;
  category: NotificationCategory;
  enabled: boolean;
}

/** SQL for people's wishes about mails that are not necessary. */
export function createNotificationPreferenceRepository(db: Prisma.TransactionClient) {
  return {
    async isEnabled(userId: UserId, category: NotificationCategory): Promise<boolean> {
      const row = await db.notificationPreference.findUnique({ where: { userId_category: { userId, category } } });
      return row?.enabled ?? true;
    },

    /** The choices of several people, in no particular order. */
    async findByUsers(userIds: readonly string[]): Promise<NotificationChoice[]> {
      const rows = await db.notificationPreference.findMany({ where: { userId: { in: [...userIds] } } });
      return rows.map(({ userId, category, enabled }) => ({
        userId: userId as UserId,
        category: category as NotificationCategory,
        enabled,
      }));
    },

    /** False when there is no such person, or nothing left of them. The last of several at once stays. */
    async choose({ userId, category, enabled }: NotificationChoice, at: Date): Promise<boolean> {
      const written = await db.$executeRaw`
        INSERT INTO notification_preferences (user_id, category, enabled, updated_at)
        SELECT id, ${category}, ${enabled}, ${at} FROM users WHERE id = ${userId} AND erased_at IS NULL
        ON CONFLICT (user_id, category) DO UPDATE SET enabled = EXCLUDED.enabled, updated_at = EXCLUDED.updated_at`;
      return written === 1;
    },
  };
}
