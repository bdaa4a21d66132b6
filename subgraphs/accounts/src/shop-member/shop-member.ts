import type { ShopRole } from "#platform/identity/viewer.ts";
import type { Id, ShopId, UserId } from "#platform/ids/id.ts";

/** What someone works as without owning the shop. */
export type MemberRole = Exclude<ShopRole, "OWNER">;

export const isMemberRole = (role: ShopRole): role is MemberRole => role !== "OWNER";

/** Someone who works in a shop, the owner included. */
export interface ShopMember {
  readonly shopId: ShopId;
  readonly userId: UserId;
  readonly role: ShopRole;
  /** When they joined. Of an owner nobody has written down since when. */
  readonly since: Date | null;
}

/** An invitation by mail. It is open until it is accepted, withdrawn or over. */
export interface ShopInvitation {
  readonly id: Id<"inv">;
  readonly shopId: ShopId;
  /** In lower case. */
  readonly email: string;
  readonly role: MemberRole;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** How many people besides the owner may work in one shop, open invitations included. */
export const MAX_MEMBERS = 50;
/** How many shops a person may work in: what they are where travels with each of their requests. */
export const MAX_SHOPS_OF_PERSON = 50;
