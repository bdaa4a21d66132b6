const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** An ISO 8601 instant for people, to the minute: a mail does not know its reader's time zone. */
export const moment = (iso: string): string => `${MOMENT.format(new Date(iso))} UTC`;

/** The day of an ISO 8601 instant. */
export const day = (iso: string): string => DAY.format(new Date(iso));
