/** The current instant. Handed in everywhere, so that tests decide what time it is; only `runtime/` reads the real clock. */
export type Now = () => Date;

/** `instant` moved by `milliseconds` (negative moves back). */
export const plusMs = (instant: Date, milliseconds: number): Date => new Date(instant.getTime() + milliseconds);
