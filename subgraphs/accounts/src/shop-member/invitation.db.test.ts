import pg from "pg";
import { afterAll, describe, expect, it, vi } from "vitest";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { days, minutes } from "#platform/time/duration.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import {
  actorOf,
  createAnnouncements,
  heldAt,
  insertShop,
  joinShop,
  memberViewer,
  readShopState,
  readShopTrail,
} from "../testing/shops.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import { createAcceptInvitation } from "./accept-invitation.ts";
import { createInviteMember } from "./invite-member.ts";
import type { ShopInvitation } from "./shop-member.ts";
import { createWithdrawInvitation } from "./withdraw-invitation.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const BEGIN = new Date("2026-11-25T10:20:30Z");
const now = () => BEGIN;
const later = (ms: number) => () => new Date(BEGIN.getTime() + ms);
const { told, announceAccessChange } = createAnnouncements();
const invite = createInviteMember({ db, now });
const accept = createAcceptInvitation({ db, announceAccessChange, now });
const withdraw = createWithdrawInvitation({ db, now });

async function openShop() {
  const owner = await insertUser(db);
  const shop = await insertShop(db, owner);
  return { owner, shop, as: actorOf(memberViewer(owner, shop.id, "OWNER")) };
}

const countMails = async (to: string) =>
  (await db.pool.query("SELECT 1 FROM mails WHERE to_address = $1 AND template = 'shop-invitation'", [to])).rows.length;

/** A token of the invitation, as mailing it makes one. */
async function mailedToken({ id }: ShopInvitation, expiresAt = later(days(7))()): Promise<string> {
  const { secret, hash } = newSecretToken();
  await db.emailTokens.insert({ hash, subjectId: id, purpose: "SHOP_INVITATION", createdAt: BEGIN, expiresAt });
  return secret;
}

async function openInvitation(role: "CATALOG" | "FULFILLMENT" = "CATALOG") {
  const opened = await openShop();
  const outcome = await invite(opened.as, { shopId: opened.shop.id, email: newAddress(), role });
  if (outcome.kind !== "invited") throw new Error(outcome.kind);
  return { ...opened, invitation: outcome.invitation, token: await mailedToken(outcome.invitation) };
}

const fill = (shopId: ShopId, people: number) =>
  db.pool.query(
    `INSERT INTO shop_invitations (id, shop_id, email, role, invited_by_user_id, created_at, expires_at)
     SELECT 'inv_' || $1 || n, $1, n || '@full.test', 'CATALOG', 'x', $3, $4 FROM generate_series(1, $2) AS n`,
    [shopId, people, BEGIN, later(days(7))()],
  );
const refusedWith = (code: string, field: string[] | null) => ({ kind: "refused", problems: [{ code, field }] });

describe("an invitation", () => {
  it("is mailed at most once a minute, renewed with the role of now, and stays one", async () => {
    const { as, shop } = await openShop();
    const email = newAddress();
    const input = { shopId: shop.id, email: ` ${email.toUpperCase()} `, role: "CATALOG" } as const;

    const first = await invite(as, input);
    const again = await invite(as, { ...input, role: "FULFILLMENT" });
    const renewed = await createInviteMember({ db, now: later(minutes(1)) })(as, input);

    const id = expect.stringMatching(/^inv_/) as string;
    const invitation = { id, shopId: shop.id, email, role: "CATALOG", createdAt: BEGIN, expiresAt: later(days(7))() };
    expect(first).toEqual({ kind: "invited", invitation });
    expect(again).toEqual({ kind: "invited", invitation: { ...invitation, role: "FULFILLMENT" } });
    expect(renewed).toEqual({
      kind: "invited",
      invitation: { ...invitation, expiresAt: later(days(7) + minutes(1))() },
    });
    expect(await db.shopInvitations.findOpenOfShops([shop.id], BEGIN)).toHaveLength(1);
    expect(await countMails(email)).toBe(2);
    expect((await readShopTrail(db, shop.id)).actions).toEqual(Array(3).fill("shop.member-invite"));
    const { rows } = await db.pool.query("SELECT after::text FROM audit_entries WHERE subject_id = $1", [shop.id]);
    expect(JSON.stringify(rows)).not.toContain(email);
  });

  it("is the same for an address with and without an account: answer, mail and statements", async () => {
    const { as, shop } = await openShop();
    const query = vi.spyOn(pg.Client.prototype, "query");
    const inviting = async (email: string) => {
      query.mockClear();
      const outcome = await invite(as, { shopId: shop.id, email, role: "CATALOG" });
      const statements = query.mock.calls.map(([first]: unknown[]) => (first as { text?: string }).text ?? first);
      return {
        shape: JSON.stringify(outcome)
          .replaceAll(email, "")
          .replace(/inv_\w+/, ""),
        statements,
      };
    };
    const [known, unknown] = [(await insertUser(db)).email, newAddress()];

    const [withAccount, without] = [await inviting(known), await inviting(unknown)];

    expect(without).toEqual(withAccount);
    expect(without.statements.length).toBeGreaterThan(5);
    expect(without.shape).toContain('"kind":"invited"');
    expect([await countMails(known), await countMails(unknown)]).toEqual([1, 1]);
    vi.restoreAllMocks();
  });

  it("is not for people who work in the shop, but for those of other shops", async () => {
    const { as, shop, owner } = await openShop();
    const [member, other] = [await insertUser(db), await openShop()];
    await joinShop(db, shop.id, member, "FULFILLMENT");
    const before = await readShopState(db);
    const inviting = (email: string) => invite(as, { shopId: shop.id, email, role: "CATALOG" });

    expect(await inviting(owner.email)).toEqual(refusedWith("ALREADY_MEMBER", ["email"]));
    expect(await inviting(member.email)).toEqual(refusedWith("ALREADY_MEMBER", ["email"]));
    expect(await readShopState(db)).toEqual(before);
    expect(await inviting(other.owner.email)).toMatchObject({ kind: "invited" });
  });

  it("names everything that is wrong at once, and changes nothing", async () => {
    const { as, shop } = await openShop();
    await fill(shop.id, 50);
    const before = await readShopState(db);

    expect(await invite(as, { shopId: shop.id, email: "no address\u0000", role: "OWNER" })).toEqual({
      kind: "refused",
      problems: [
        { code: "INVALID_EMAIL", field: ["email"] },
        { code: "INVALID_ROLE", field: ["role"] },
      ],
    });
    expect(await invite(as, { shopId: shop.id, email: `${"x".repeat(10_000)}@a.test`, role: "CATALOG" })).toEqual(
      refusedWith("INVALID_EMAIL", ["email"]),
    );
    expect(await invite(as, { shopId: shop.id, email: newAddress(), role: "OWNER" })).toEqual({
      kind: "refused",
      problems: [
        { code: "INVALID_ROLE", field: ["role"] },
        { code: "TOO_MANY_MEMBERS", field: null },
      ],
    });
    expect(await readShopState(db)).toEqual(before);
  });

  it("takes the last free place once when eight come for it at once", async () => {
    const { as, shop } = await openShop();
    await joinShop(db, shop.id, await insertUser(db), "CATALOG");
    await fill(shop.id, 48);
    const racing = createInviteMember({ db: heldAt(db, createBarrier(8)), now });

    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => racing(as, { shopId: shop.id, email: newAddress(), role: "CATALOG" })),
    );

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["invited", ...Array<string>(7).fill("refused")]);
    expect(await db.shopInvitations.findOpenOfShops([shop.id], BEGIN)).toHaveLength(49);
    // One that is there already is renewed in a full shop, and one that was taken back leaves its place.
    expect(await invite(as, { shopId: shop.id, email: "1@full.test", role: "CATALOG" })).toMatchObject({
      kind: "invited",
    });
    await db.shopInvitations.withdraw(`inv_${shop.id}2`, BEGIN);
    expect(await invite(as, { shopId: shop.id, email: newAddress(), role: "CATALOG" })).toMatchObject({
      kind: "invited",
    });
  });
});

describe("accepting", () => {
  it("makes whoever has the token a member, whatever their address, once", async () => {
    const { shop, invitation, token } = await openInvitation("FULFILLMENT");
    const eve = await insertUser(db);
    const as = actorOf(viewerOf(eve));

    const outcome = await accept(as, { token: ` ${token}\n` });

    const member = { shopId: shop.id, userId: eve.id, role: "FULFILLMENT", since: BEGIN };
    expect(outcome).toEqual({ kind: "accepted", shop, member });
    expect(await db.shopMembers.findMemberships(eve.id)).toEqual([{ shopId: shop.id, roles: ["FULFILLMENT"] }]);
    expect(told.filter((id) => id === eve.id)).toEqual([eve.id]);
    expect((await readShopTrail(db, shop.id)).actions).toEqual(["shop.member-invite", "shop.member-join"]);
    const another = await mailedToken(invitation);
    for (const used of [token, another]) {
      expect(await accept(actorOf(viewerOf(await insertUser(db))), { token: used })).toEqual(
        refusedWith("INVALID_TOKEN", ["token"]),
      );
    }
  });

  it("happens once when eight people come with the two tokens of one invitation at once", async () => {
    const { shop, invitation, token } = await openInvitation();
    const other = await mailedToken(invitation);
    const people = await Promise.all(Array.from({ length: 8 }, () => insertUser(db)));
    const racing = createAcceptInvitation({ db: heldAt(db, createBarrier(8)), announceAccessChange, now });

    const outcomes = await Promise.all(
      people.map((person, index) => racing(actorOf(viewerOf(person)), { token: index % 2 ? token : other })),
    );

    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", ...Array<string>(7).fill("refused")]);
    expect(outcomes.filter(({ kind }) => kind === "refused")).toEqual(
      Array(7).fill(refusedWith("INVALID_TOKEN", ["token"])),
    );
    expect(await db.shopMembers.count(shop.id)).toBe(1);
  });

  it("happens or the invitation is withdrawn, when both come at once", async () => {
    for (let round = 0; round < 4; round++) {
      const { shop, as, invitation, token } = await openInvitation();
      const held = heldAt(db, createBarrier(2));
      const person = actorOf(viewerOf(await insertUser(db)));

      const [accepted, withdrawn] = await Promise.all([
        createAcceptInvitation({ db: held, announceAccessChange, now })(person, { token }),
        createWithdrawInvitation({ db: held, now })(as, { invitationId: invitation.id }),
      ]);

      expect([accepted.kind, withdrawn.kind]).toEqual(
        accepted.kind === "accepted" ? ["accepted", "notFound"] : ["refused", "withdrawn"],
      );
      expect(await db.shopMembers.count(shop.id)).toBe(accepted.kind === "accepted" ? 1 : 0);
    }
  });

  it("uses nothing up when it is refused: not verified, a member already, in too many shops", async () => {
    const { shop, owner, token } = await openInvitation();
    const [unverified, member, busy] = [
      await insertUser(db, { emailVerifiedAt: null }),
      await insertUser(db),
      await insertUser(db),
    ];
    await joinShop(db, shop.id, member, "CATALOG");
    for (let count = 0; count < 50; count++) await joinShop(db, (await openShop()).shop.id, busy, "CATALOG");
    const before = await readShopState(db);
    const accepting = (person: typeof member) => accept(actorOf(viewerOf(person)), { token });

    expect(await accepting(unverified)).toEqual(refusedWith("EMAIL_NOT_VERIFIED", null));
    expect(await accepting(member)).toEqual(refusedWith("ALREADY_MEMBER", ["token"]));
    expect(await accepting(owner)).toEqual(refusedWith("ALREADY_MEMBER", ["token"]));
    expect(await accepting(busy)).toEqual(refusedWith("TOO_MANY_SHOPS", null));
    expect(await readShopState(db)).toEqual(before);
    expect(await accepting(await insertUser(db))).toMatchObject({ kind: "accepted" });
  });

  it("is refused alike for tokens that are unknown, over, of another kind, and of invitations and shops that are no more", async () => {
    const [late, taken, closed] = [await openInvitation(), await openInvitation(), await openInvitation()];
    await withdraw(taken.as, { invitationId: taken.invitation.id });
    await db.shops.close(closed.shop.id, closed.owner.id, null, BEGIN);
    const { secret: reset, hash } = newSecretToken();
    const expiresAt = later(days(7))();
    const subjectId = late.invitation.id;
    await db.emailTokens.insert({ hash, subjectId, purpose: "PASSWORD_RESET", createdAt: BEGIN, expiresAt });
    const over = await mailedToken(late.invitation, BEGIN);
    const before = await readShopState(db);
    const as = actorOf(viewerOf(await insertUser(db)));
    const invalid = refusedWith("INVALID_TOKEN", ["token"]);

    for (const token of ["", "\u0000", "x".repeat(10_000), over, reset, taken.token, closed.token]) {
      expect(await accept(as, { token })).toEqual(invalid);
    }
    const muchLater = createAcceptInvitation({ db, announceAccessChange, now: later(days(7)) });
    expect(await muchLater(as, { token: late.token })).toEqual(invalid);
    expect(await readShopState(db)).toEqual(before);
  });
});

it("withdrawing is for the owner of the shop as it is now; to others the invitation is not there", async () => {
  const { shop, as, invitation } = await openInvitation();
  const [stranger, member] = [await openShop(), await insertUser(db)];
  await joinShop(db, shop.id, member, "CATALOG");
  const before = await readShopState(db);
  const missing = { kind: "notFound" };

  for (const viewer of [
    stranger.as.viewer,
    memberViewer(stranger.owner, shop.id, "OWNER"),
    memberViewer(member, shop.id, "CATALOG"),
  ]) {
    expect(await withdraw(actorOf(viewer), { invitationId: invitation.id })).toEqual(missing);
  }
  for (const invitationId of [newId("inv", BEGIN), "nonsense\u0000"]) {
    expect(await withdraw(as, { invitationId })).toEqual(missing);
  }
  expect(await readShopState(db)).toEqual(before);

  expect(await withdraw(as, { invitationId: invitation.id })).toEqual({ kind: "withdrawn", invitation });
  expect(await withdraw(as, { invitationId: invitation.id })).toEqual(missing);
  expect((await readShopTrail(db, shop.id)).actions).toEqual(["shop.invitation-withdraw", "shop.member-invite"]);
});
