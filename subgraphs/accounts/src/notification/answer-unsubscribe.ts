import type { RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import type { Now } from "#platform/time/clock.ts";
import { NOTIFICATION_CATEGORIES } from "../mail/notification-category.ts";
import { pageResponse } from "../mail/pages/page.ts";
import { html } from "../mail/render/html.ts";
import type { NotificationPreferenceRepository } from "./notification-preference.repository.ts";
import { UNSUBSCRIBE_PATH, type UnsubscribeLinks } from "./unsubscribe-links.ts";

interface Deps {
  links: Pick<UnsubscribeLinks, "read">;
  preferences: Pick<NotificationPreferenceRepository, "choose">;
  now: Now;
}

/**
 * Answers `/mail/unsubscribe?token=…`. A POST turns the kind of mail off, from a mail program or from the page; a GET only
 * asks, because programs that look at mails for viruses follow every link in them. Safe to repeat.
 * @see RFC 8058
 */
export const createAnswerUnsubscribe =
  ({ links, preferences, now }: Deps) =>
  async ({ method, query }: RawRequest): Promise<RawResponse> => {
    const token = new URLSearchParams(query).get("token") ?? "";
    const about = links.read(token);
    if (!about) return noSuchLink();
    if (method === "GET") return askFirst(NOTIFICATION_CATEGORIES[about.category].description, token);
    const isDone = await preferences.choose({ ...about, enabled: false }, now());
    return isDone ? done() : noSuchLink();
  };

const noSuchLink = (): RawResponse =>
  pageResponse(
    404,
    "This link is not good",
    html`<p>It is not complete, or the account is gone. Nothing was changed.</p>`,
  );

const askFirst = (description: string, token: string): RawResponse =>
  pageResponse(
    200,
    "No more of these mails?",
    html`<p>${description}</p>
      <form method="post" action="${`${UNSUBSCRIBE_PATH}?token=${encodeURIComponent(token)}`}">
        <button type="submit">Stop these mails</button>
      </form>`,
  );

const done = (): RawResponse =>
  pageResponse(
    200,
    "You get no more of these mails",
    html`<p>You can turn them on again in your account. What you asked for or have to know we still tell you.</p>`,
  );
