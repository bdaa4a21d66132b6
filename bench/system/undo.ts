/** What is to be undone however the run ends; last in, first out. Each step may be called again. */
export type Undo = (() => Promise<unknown>)[];
