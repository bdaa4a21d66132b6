import { AsyncLocalStorage } from "node:async_hooks";

/** The id of the request being answered, for places that Apollo calls without a context (`formatError`). */
export const requestScope = new AsyncLocalStorage<{ requestId: string }>();
