/** What a mail is about. A person can turn an optional category off; the others they asked for or have to know. */
export const NOTIFICATION_CATEGORIES = {
  ACCOUNT: { optional: false, description: "Your account: address, password, sign-ins." },
  ORDERS: { optional: false, description: "Your orders: placed, paid, shipped, refunded, cancelled." },
  SUBSCRIPTIONS: { optional: false, description: "Your subscription: renewals and failed payments." },
  SHOP: { optional: false, description: "Your shop: invitations and who owns it." },
  STOCK_ALERTS: { optional: true, description: "Products of your shop that are about to sell out." },
} as const satisfies Record<string, { optional: boolean; description: string }>;

export type NotificationCategory = keyof typeof NOTIFICATION_CATEGORIES;
