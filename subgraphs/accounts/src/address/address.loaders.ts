import DataLoader from "dataloader";
import { readInstantPosition } from "#platform/database/page.ts";
import { createPageLoader } from "#platform/database/page-loader.ts";
import type { Address } from "./address.ts";
import type { AddressRepository } from "./address.repository.ts";

/** Made once per request. Who may see a person's addresses is decided before they are asked for. */
export function createAddressLoaders(
  addresses: Pick<AddressRepository, "findPagesOf" | "findDefaultsOf" | "countOfEach">,
) {
  return {
    addressPage: createPageLoader({
      findPages: (userIds, request) =>
        addresses.findPagesOf(userIds, request, readInstantPosition(request.cursor, "addr")),
      ownerOf: ({ userId }) => userId,
    }),
    addressCount: new DataLoader<string, number>(async (userIds) => {
      const counts = await addresses.countOfEach(userIds);
      return userIds.map((id) => counts.get(id) ?? 0);
    }),
    defaultAddresses: new DataLoader<string, Address[]>(async (userIds) => {
      const defaults = await addresses.findDefaultsOf(userIds);
      return userIds.map((id) => defaults.filter(({ userId }) => userId === id));
    }),
  };
}
