import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { parseId, type UserId } from "#platform/ids/id.ts";
import { NOTIFICATION_CATEGORIES, type NotificationCategory } from "../mail/notification-category.ts";

/** Which mails to end, and whose. */
export interface Unsubscription {
  userId: UserId;
  category: NotificationCategory;
}

export interface UnsubscribeLinks {
  /** The address that ends mails of `category` to the person, for whoever has it; good for ever. */
  urlFor(userId: UserId, category: NotificationCategory): string;
  /** What a token of such an address is about; null when it is none of ours, or about mails that cannot be ended. */
  read(token: string): Unsubscription | null;
}

export const UNSUBSCRIBE_PATH = "/mail/unsubscribe";

/**
 * Addresses that nobody can make without `secret`, and that need no row each: user, category and their HMAC-SHA256 under a
 * key of its own.
 */
export function createUnsubscribeLinks({ secret, publicUrl }: { secret: string; publicUrl: string }): UnsubscribeLinks {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "plexus accounts unsubscribe v1", 32));
  const sign = (subject: string): Buffer => createHmac("sha256", key).update(subject).digest();
  return {
    urlFor(userId, category) {
      const subject = `${userId}.${category}`;
      return `${publicUrl}${UNSUBSCRIBE_PATH}?token=${subject}.${sign(subject).toString("base64url")}`;
    },
    read(token) {
      const [user = "", category = "", mac = "", ...rest] = token.split(".");
      const given = Buffer.from(mac, "base64url");
      const right = sign(`${user}.${category}`);
      const isRight = given.length === right.length && timingSafeEqual(given, right);
      const userId = parseId("user", user);
      return isRight && rest.length === 0 && userId && isOptional(category) ? { userId, category } : null;
    },
  };
}

const isOptional = (text: string): text is NotificationCategory =>
  Object.hasOwn(NOTIFICATION_CATEGORIES, text) && NOTIFICATION_CATEGORIES[text as NotificationCategory].optional;
