import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { newId } from "#platform/ids/id.ts";
import { OrderPaid, OrderPlaced } from "../../../orders/contract/events.ts";
import orderPlacedSample from "../../../orders/contract/samples/orders.order-placed.v1.json" with { type: "json" };
import {
  injectMailFault,
  mailsTo,
  newAddress,
  PATIENCE,
  startAccounts,
  STOREFRONT_URL,
  type TestAccounts,
} from "../testing/start-accounts.ts";

const logged: string[] = [];
let accounts: TestAccounts;
let worker: RunningJobs;
beforeAll(async () => {
  accounts = await startAccounts(pino({ level: "trace" }, { write: (line: string) => void logged.push(line) }));
  worker = await accounts.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await accounts.close();
});

const orderFor = (email: string) => ({
  orderId: "ord_1",
  number: "P-1001",
  cartId: "cart_1",
  customerId: null,
  email,
  accessKey: "access-key-canary",
  fullName: "Zacharias Canary",
  lines: [{ variantId: "var_1", title: "Linen shirt", variantTitle: "Blue / M", quantity: 2, totalMinor: "5000" }],
  totalMinor: "5000",
  currency: "EUR",
  paidAt: "2026-11-23T10:00:00.000Z",
});
const deliver = (email: string, id = `evt_${email.split("@")[0]}`) =>
  accounts.deliver({ id, name: OrderPaid.name, payload: orderFor(email) });

interface MailRow {
  id: string;
  status: string;
  attempts: number;
  message_id: string | null;
  failure: string | null;
  user_id: string | null;
  category: string;
  subject: string | null;
}
const rowsFor = async (email: string) =>
  (await accounts.db.pool.query<MailRow>("SELECT * FROM mails WHERE to_address = $1", [email])).rows;
const finished = (email: string, status: string) =>
  expect.poll(async () => (await rowsFor(email)).map((row) => row.status), PATIENCE).toEqual([status]);

it("confirms a paid order once, however often and however parallel the event is delivered", async () => {
  const email = newAddress();

  await Promise.all([deliver(email), deliver(email), deliver(email)]);
  await deliver(email);

  await finished(email, "SENT");
  const mails = await mailsTo(email);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({ subject: "Your order P-1001 is paid", from: "no-reply@plexus.test" });
  expect(mails[0]!.text).toContain("2 x Linen shirt, Blue / M: 50.00 EUR");
  expect(mails[0]!.text).toContain(`${STOREFRONT_URL}/orders/P-1001?key=access-key-canary`);
  expect(mails[0]!.html).toContain(`${STOREFRONT_URL}/orders/P-1001?key=access-key-canary`);
  const [row] = await rowsFor(email);
  expect(row).toMatchObject({ attempts: 1, message_id: `<${row!.id}@plexus.test>` });
  expect(mails[0]!.messageId).toBe(row!.message_id);
});

it("tells once that an order waits for its payment, with what it takes to pay", async () => {
  const email = newAddress();
  const payload = { ...orderFor(email), expiresAt: "2026-11-23T10:15:00.000Z" };
  const event = { id: "evt_placed", name: OrderPlaced.name, payload };

  await Promise.all([accounts.deliver(event), accounts.deliver(event), accounts.deliver(event)]);

  await finished(email, "SENT");
  const [mail, ...others] = await mailsTo(email);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ subject: "We have your order P-1001" });
  expect(mail!.text).toContain("until 23 November 2026 at 10:15 UTC");
  expect(mail!.text).toContain("2 x Linen shirt, Blue / M: 50.00 EUR");
  expect(mail!.text).toContain(`${STOREFRONT_URL}/orders/P-1001?key=access-key-canary`);
});

it("reads an order's event from before it said whom to write to, and writes to nobody", async () => {
  const mails = async () => (await accounts.db.pool.query("SELECT 1 FROM mails")).rowCount;
  const before = await mails();

  await accounts.deliver({ id: "evt_old_placed", name: OrderPlaced.name, payload: orderPlacedSample });

  expect(await mails()).toBe(before);
});

it("puts a signed-in buyer's mail into their history", async () => {
  const email = newAddress();
  const customerId = newId("user", new Date());

  await accounts.deliver({ id: "evt_mine", name: OrderPaid.name, payload: { ...orderFor(email), customerId } });

  expect(await rowsFor(email)).toMatchObject([
    { user_id: customerId, category: "TRANSACTIONAL", subject: "Your order P-1001 is paid" },
  ]);
});

const INJECTION = "x\r\nBcc: victim@example.test\r\nX-Injected: 1\r\n\r\nbody";

it("makes no header and no recipient of what people typed in", async () => {
  const email = newAddress();
  const victim = newAddress();
  const injection = INJECTION.replace("victim@example.test", victim);
  const order = { ...orderFor(email), number: injection, fullName: injection, accessKey: injection };
  const lines = [{ ...order.lines[0]!, title: injection, variantTitle: injection }];

  await accounts.deliver({ id: "evt_injection", name: OrderPaid.name, payload: { ...order, lines } });

  await finished(email, "SENT");
  const [mail] = await mailsTo(email);
  const usual = Object.keys((await aUsualMail()).headers).sort();
  expect(Object.keys(mail!.headers).sort()).toEqual(usual);
  expect(mail!.to).toEqual([email]);
  expect(mail!.subject).toBe(`Your order x Bcc: ${victim} X-Injected: 1 body is paid`);
  expect(await mailsTo(victim)).toEqual([]);
});

it.each(["\r\nBcc: ", "\nRCPT TO:<", ", ", "> SIZE=1\r\nRCPT TO:<", " <"])(
  "writes to nobody when an address brings another along after %j",
  async (between) => {
    const victim = newAddress();
    const email = `${newAddress()}${between}${victim}`;

    await accounts.deliver({ name: OrderPaid.name, payload: orderFor(email) });

    await expect.poll(async () => (await rowsFor(email))[0]?.status, PATIENCE).not.toBe("QUEUED");
    expect(await mailsTo(victim)).toEqual([]);
  },
);

async function aUsualMail() {
  const email = newAddress();
  await deliver(email);
  await finished(email, "SENT");
  return (await mailsTo(email))[0]!;
}

it("tries again when the mail server refuses for now, and sends once", async () => {
  const email = newAddress();
  await injectMailFault({ kind: "reject-451", times: 1, match: email });

  await deliver(email);

  await finished(email, "SENT");
  expect(await mailsTo(email)).toHaveLength(1);
  expect(await rowsFor(email)).toMatchObject([{ attempts: 2, failure: null }]);
});

it("tries again when the connection breaks before the server has answered", async () => {
  const email = newAddress();
  await injectMailFault({ kind: "drop-after-data", times: 1, match: email });

  await deliver(email);

  await finished(email, "SENT");
  expect(await mailsTo(email)).toHaveLength(1);
  expect(await rowsFor(email)).toMatchObject([{ attempts: 2 }]);
});

it("gives a mail up whose address is none, without trying again", async () => {
  const email = "not an address";

  await deliver(email, "evt_no_address");

  await finished(email, "FAILED");
  expect(await rowsFor(email)).toMatchObject([
    { attempts: 1, message_id: null, failure: expect.stringMatching(/^SMTP E/) },
  ]);
});

it("logs no address, name, password, token or key of all this", async () => {
  const email = newAddress();
  const password = "canary passphrase";
  await injectMailFault({ kind: "reject-451", times: 1, match: email });
  await accounts.graphql(
    `mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) { userErrors { code } } }`,
    { input: { email, password, fullName: "Zacharias Canary" } },
  );
  await finished(email, "SENT");
  const token = /^([\w-]{43})$/m.exec((await mailsTo(email))[0]!.text)![1]!;
  await accounts.graphql(
    `mutation ($token: String!) { accountVerify(input: { token: $token }) { userErrors { code } } }`,
    { token },
  );
  const signedIn = await accounts.graphql(
    `mutation ($email: String!, $password: String!) { sessionCreate(input: { email: $email, password: $password }) { session { accessToken refreshToken } } }`,
    { email, password },
  );
  const { session } = signedIn.data!["sessionCreate"] as { session: { accessToken: string; refreshToken: string } };

  const log = logged.join("");
  expect(log).toContain("mail not sent");
  for (const secret of [
    "example.test",
    password,
    "Canary",
    "canary",
    token,
    session.accessToken,
    session.refreshToken,
  ]) {
    expect(log).not.toContain(secret);
  }
});
