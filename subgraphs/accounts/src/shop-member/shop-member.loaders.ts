import DataLoader from "dataloader";
import type { ShopMemberRepository } from "./shop-member.repository.ts";
import type { ShopMember } from "./shop-member.ts";

/** Made once per request. */
export function createShopMemberLoaders(members: Pick<ShopMemberRepository, "findOfShops" | "findMembershipsOf">) {
  return {
    membersByShopId: new DataLoader<string, ShopMember[]>(
      async (shopIds) => {
        const found = Map.groupBy(await members.findOfShops(shopIds), ({ shopId }) => shopId as string);
        return shopIds.map((id) => found.get(id) ?? []);
      },
      { maxBatchSize: 100 },
    ),
    membershipsByUserId: new DataLoader<string, Omit<ShopMember, "since">[]>(
      async (userIds) => {
        const found = Map.groupBy(await members.findMembershipsOf(userIds), ({ userId }) => userId as string);
        return userIds.map((id) => found.get(id) ?? []);
      },
      { maxBatchSize: 100 },
    ),
  };
}
