import type { Now } from "#platform/time/clock.ts";
import type { ShopInvitationRepository } from "../shop-member/shop-invitation.repository.ts";
import type { UserRepository } from "../user/user.repository.ts";
import type { StillWanted } from "./compose-mail.ts";

interface Deps {
  users: Pick<UserRepository, "findByIds">;
  shopInvitations: Pick<ShopInvitationRepository, "findOpen">;
  now: Now;
}

/** Whether a mail still makes sense when its turn comes, perhaps days after it was decided on. */
export const createStillWanted = ({ users, shopInvitations, now }: Deps): StillWanted => ({
  /** The account exists, waits for this, and has this very address. */
  "verify-email": async ({ userId }, to) => {
    const [user] = userId === null ? [] : await users.findByIds([userId]);
    return user?.email === to && user.emailVerifiedAt === null;
  },
  /** The account still has this very address. The suspended may choose a password, too; they stay suspended. */
  "password-reset": async ({ userId }, to) => {
    const [user] = userId === null ? [] : await users.findByIds([userId]);
    return user?.email === to;
  },
  /** Nobody has accepted it or taken it back, and the shop is open. */
  "shop-invitation": async ({ invitationId }) => (await shopInvitations.findOpen(invitationId, now())) !== null,
});
