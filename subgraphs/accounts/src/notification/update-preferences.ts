import type { Now } from "#platform/time/clock.ts";
import type { Actor, UserViewer } from "#platform/identity/viewer.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import { NOTIFICATION_CATEGORIES, type NotificationCategory } from "../mail/notification-category.ts";

export interface PreferenceProblem {
  code: "CATEGORY_REQUIRED" | "DUPLICATE_CATEGORY";
  field: readonly string[];
}

export type UpdatePreferencesOutcome = { kind: "updated" } | { kind: "refused"; problems: PreferenceProblem[] };

export type UpdatePreferences = ReturnType<typeof createUpdatePreferences>;

type Choice = { category: NotificationCategory; enabled: boolean };

/**
 * Turns kinds of mail on or off for the person, all of them or none. It counts for mails that wait already, too: they are
 * skipped when their turn comes. Of several at once the last one stays.
 */
export function createUpdatePreferences({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (
    actor: Pick<Actor, "requestId"> & { viewer: UserViewer },
    input: { preferences: readonly Choice[] },
  ): Promise<UpdatePreferencesOutcome> => {
    const problems = findProblems(input.preferences);
    if (problems.length > 0) return { kind: "refused", problems };
    // In one order for everybody, so that two requests never wait for each other.
    const choices = input.preferences.toSorted((left, right) => (left.category < right.category ? -1 : 1));
    const { userId } = actor.viewer;
    const at = now();
    await db.transaction(async (store) => {
      for (const choice of choices) await store.notificationPreferences.choose({ userId, ...choice }, at);
      if (choices.length === 0) return;
      await recordAudit(
        store,
        actor,
        {
          action: "notification-preferences.update",
          subject: { type: "User", id: userId },
          before: null,
          after: Object.fromEntries(choices.map(({ category, enabled }) => [category, enabled])),
        },
        at,
      );
    }, actor.requestId);
    return { kind: "updated" };
  };
}

const findProblems = (choices: readonly Choice[]): PreferenceProblem[] =>
  choices.flatMap(({ category }, index) => {
    const field = ["preferences", String(index), "category"];
    const isRepeated = choices.findIndex((other) => other.category === category) < index;
    return [
      ...(NOTIFICATION_CATEGORIES[category].optional ? [] : [{ code: "CATEGORY_REQUIRED" as const, field }]),
      ...(isRepeated ? [{ code: "DUPLICATE_CATEGORY" as const, field }] : []),
    ];
  });
