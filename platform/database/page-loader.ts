import DataLoader from "dataloader";
import { type Page, type PageRequest, toPage } from "./page.ts";

/** A page of the list that belongs to one owner, e.g. of a person's addresses. */
export interface OwnedPage {
  ownerId: string;
  request: PageRequest;
}

/**
 * Loads pages of lists that have an owner each: one statement for all owners of whom the same page is wanted, as in a list
 * of people. `findPages` brings up to `limit + 1` rows of each owner in reading direction. Made once per request.
 */
export const createPageLoader = <Row>(options: {
  findPages: (ownerIds: readonly string[], request: PageRequest) => Promise<Row[]>;
  ownerOf: (row: Row) => string;
}): DataLoader<OwnedPage, Page<Row>, string> =>
  new DataLoader<OwnedPage, Page<Row>, string>(
    async (wanted) => {
      const requests = new Map(wanted.map(({ request }) => [JSON.stringify(request), request]));
      const pages = new Map<string, Page<Row>>();
      await Promise.all(
        [...requests].map(async ([key, request]) => {
          const ownerIds = wanted.filter((page) => JSON.stringify(page.request) === key).map(({ ownerId }) => ownerId);
          const rows = new Map<string, Row[]>(ownerIds.map((ownerId) => [ownerId, []]));
          for (const row of await options.findPages(ownerIds, request)) rows.get(options.ownerOf(row))?.push(row);
          for (const [ownerId, found] of rows) pages.set(`${ownerId} ${key}`, toPage(found, request));
        }),
      );
      return wanted.map(({ ownerId, request }) => pages.get(`${ownerId} ${JSON.stringify(request)}`)!);
    },
    { cacheKeyFn: ({ ownerId, request }) => `${ownerId} ${JSON.stringify(request)}`, maxBatchSize: 500 },
  );
