/** What a mail is about. A person can turn an optional category off; the others they asked for or have to know. */
export const NOTIFICATION_CATEGORIES = {
  TRANSACTIONAL: { optional: false, description: "What you asked for or have to know: account, orders, payments." },
  STOCK_ALERTS: { optional: true, description: "Products of your shop that are about to sell out." },
} as const satisfies Record<string, { optional: boolean; description: string }>;

export type NotificationCategory = keyof typeof NOTIFICATION_CATEGORIES;
