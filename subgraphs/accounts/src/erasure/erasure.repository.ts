import type { UserId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import { ERASED_ADDRESS } from "../mail/mail.repository.ts";
import { toUser } from "../user/user.repository.ts";
import { ERASED_NAME, toDisplayName, type User } from "../user/user.ts";

export type ErasureRepository = ReturnType<typeof createErasureRepository>;

/**
 * SQL that takes a person out of every table. Used in one transaction, after `lock`. What stays: the row of the person with
 * nothing in it, when which session ended, that mails of some kind were sent, and the audit trail, which has nothing personal.
 */
export function createErasureRepository(db: Prisma.TransactionClient) {
  return {
    /**
     * The person, erased or not, so that nothing that belongs to them can be added or changed until the transaction ends;
     * null when there is none.
     */
    async lock(id: UserId): Promise<User | null> {
      // In the order of everyone else: members and invitations before people.
      await db.$queryRaw`SELECT FROM shop_members WHERE user_id = ${id} FOR UPDATE`;
      await db.$queryRaw`
        SELECT FROM shop_invitations JOIN users USING (email) WHERE users.id = ${id} FOR UPDATE OF shop_invitations`;
      const [found] = await db.$queryRaw<{ id: string }[]>`SELECT id FROM users WHERE id = ${id} FOR UPDATE`;
      return found ? toUser(await db.user.findUniqueOrThrow({ where: { id } })) : null;
    },

    /** Everything that belongs to the person, except for the row itself. Sessions have ended before. */
    async eraseBelongings(user: User): Promise<void> {
      await eraseMails(db, user);
      await eraseNameInOthersMails(db, user);
      await eraseTokens(db, user);
      const where = { userId: user.id };
      await db.refreshToken.deleteMany({ where: { session: where } });
      await db.session.updateMany({ where, data: { userAgent: null, network: null, externalKey: null } });
      if (user.email !== null) await db.shopInvitation.deleteMany({ where: { email: user.email } });
      await db.emailChange.deleteMany({ where });
      await db.address.deleteMany({ where });
      await db.notificationPreference.deleteMany({ where });
      await db.shopMember.deleteMany({ where });
      await db.apiKey.deleteMany({ where });
      await db.externalIdentity.deleteMany({ where });
      await db.$executeRaw`DELETE FROM familiar_networks WHERE user_id = ${user.id}`;
    },

    /** Empties the row; its address is free for someone new from now on. */
    async empty(id: UserId, at: Date): Promise<void> {
      await db.user.updateMany({
        where: { id, erasedAt: null },
        data: {
          email: null,
          passwordHash: null,
          fullName: ERASED_NAME,
          phone: null,
          avatarFileId: null,
          roles: [],
          emailVerifiedAt: null,
          erasedAt: at,
          version: { increment: 1 },
        },
      });
    },
  };
}

/**
 * Mails in the person's history, and those in nobody's that went to an address of theirs, unless someone else has that address
 * by now. What waits to be sent is not.
 */
async function eraseMails(db: Prisma.TransactionClient, { id, email }: User): Promise<void> {
  await db.$executeRaw`
    UPDATE mails SET to_address = ${ERASED_ADDRESS}, data = '{}'::jsonb, subject = NULL, user_id = NULL,
      dedupe_key = 'erased:' || mails.id, status = CASE status WHEN 'QUEUED' THEN 'SKIPPED' ELSE status END
    WHERE user_id = ${id}
      OR (template = 'email-change-confirm'
        AND data->>'emailChangeId' IN (SELECT email_changes.id FROM email_changes WHERE email_changes.user_id = ${id}))
      OR (user_id IS NULL AND to_address IN (
        SELECT ${email} UNION SELECT own.to_address FROM mails AS own WHERE own.user_id = ${id}
        EXCEPT SELECT others.email FROM users AS others WHERE others.id <> ${id}))`;
}

/** The name by which mails to other people call the person. */
async function eraseNameInOthersMails(db: Prisma.TransactionClient, { id, fullName }: User): Promise<void> {
  await db.$executeRaw`
    UPDATE mails SET data = jsonb_set(data, '{inviterName}', to_jsonb(${ERASED_NAME}::text))
    WHERE template = 'shop-invitation' AND data->>'invitationId' IN
      (SELECT shop_invitations.id FROM shop_invitations WHERE invited_by_user_id = ${id})`;
  await db.$executeRaw`
    UPDATE mails SET data = jsonb_set(data, '{newOwnerName}', to_jsonb(${ERASED_NAME}::text))
    WHERE template = 'shop-ownership-transferred' AND data->>'newOwnerName' = ${toDisplayName(fullName)}`;
}

async function eraseTokens(db: Prisma.TransactionClient, { id, email }: User): Promise<void> {
  await db.$executeRaw`
    DELETE FROM email_tokens WHERE subject_id = ${id}
      OR subject_id IN (SELECT email_changes.id FROM email_changes WHERE user_id = ${id})
      OR subject_id IN (SELECT shop_invitations.id FROM shop_invitations WHERE shop_invitations.email = ${email})`;
}
