import DataLoader from "dataloader";
import type { NotificationChoice, NotificationPreferenceRepository } from "./notification-preference.repository.ts";

/** Made once per request. */
export function createNotificationLoaders(preferences: Pick<NotificationPreferenceRepository, "findByUsers">) {
  return {
    notificationChoicesByUser: new DataLoader<string, NotificationChoice[]>(
      async (userIds) => {
        const choices = await preferences.findByUsers(userIds);
        return userIds.map((userId) => choices.filter((choice) => choice.userId === userId));
      },
      { maxBatchSize: 500 },
    ),
  };
}
