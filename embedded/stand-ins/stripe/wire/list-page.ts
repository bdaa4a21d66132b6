import { badParam, ok } from "./api-error.ts";
import type { Answer } from "./api-error.ts";
import type { Params } from "./params.ts";

/**
 * One page of `rows` (given oldest first, shown newest first) by Stripe's cursors `starting_after`, `ending_before` and
 * `limit` (1 to 100, default 10), filtered by `created` where rows have it. Rows made while somebody pages never shift
 * a page, because a cursor is an id.
 */
export function listPage<T extends { id: string; created?: number }>(
  params: Params,
  url: string,
  rows: readonly T[],
): Answer {
  const limit = params.integer("limit") ?? 10;
  if (limit < 1 || limit > 100)
    throw badParam("limit", "Invalid limit: must be between 1 and 100", "parameter_invalid_integer");
  const within = createdFilter(params);
  const newestFirst = rows.filter((row) => within(row.created ?? 0)).reverse();
  const after = params.text("starting_after", null);
  const before = params.text("ending_before", null);
  if (after !== null && before !== null)
    throw badParam("starting_after", "Only one of starting_after and ending_before may be sent.");

  const position = (id: string, param: string): number => {
    const index = newestFirst.findIndex((row) => row.id === id);
    if (index < 0) throw badParam(param, `No such object in this list: '${id}'`, "resource_missing");
    return index;
  };
  if (before !== null) {
    const end = position(before, "ending_before");
    const start = Math.max(0, end - limit);
    return ok({ object: "list", url, has_more: start > 0, data: newestFirst.slice(start, end) });
  }
  const start = after === null ? 0 : position(after, "starting_after") + 1;
  const data = newestFirst.slice(start, start + limit);
  return ok({ object: "list", url, has_more: start + data.length < newestFirst.length, data });
}

function createdFilter(params: Params): (created: number) => boolean {
  const bounds = params.object("created");
  const gt = bounds?.integer("gt") ?? -Infinity;
  const gte = bounds?.integer("gte") ?? -Infinity;
  const lt = bounds?.integer("lt") ?? Infinity;
  const lte = bounds?.integer("lte") ?? Infinity;
  return (created) => created > gt && created >= gte && created < lt && created <= lte;
}
