import { afterAll, beforeAll, expect, it } from "vitest";
import type { RawResponse } from "#platform/neighbour/neighbour.ts";
import { newId } from "#platform/ids/id.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { queueMail } from "../mail/queue-mail.ts";
import { insertUser } from "../testing/new-user.ts";
import {
  mailsTo,
  PATIENCE,
  PUBLIC_URL,
  startAccounts,
  TEST_SECRET,
  type TestAccounts,
} from "../testing/start-accounts.ts";
import { createUnsubscribeLinks } from "./unsubscribe-links.ts";

let accounts: TestAccounts;
let worker: RunningJobs;
beforeAll(async () => {
  accounts = await startAccounts();
  worker = await accounts.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await accounts.close();
});

const links = createUnsubscribeLinks({ secret: TEST_SECRET, publicUrl: PUBLIC_URL });
const tokenFor = (userId: Parameters<typeof links.urlFor>[0]) =>
  new URL(links.urlFor(userId, "STOCK_ALERTS")).searchParams.get("token")!;

const ask = (method: "GET" | "POST", token: string | null): Promise<RawResponse> =>
  accounts.subgraph.handle({
    method,
    path: "/mail/unsubscribe",
    query: token === null ? "" : new URLSearchParams({ token }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from("List-Unsubscribe=One-Click"),
  });

const choices = async () =>
  (await accounts.db.pool.query("SELECT user_id, category, enabled FROM notification_preferences")).rows;

const alertFor = (user: Awaited<ReturnType<typeof insertUser>>, dedupeKey: string) =>
  accounts.db.transaction((store) =>
    queueMail(
      store,
      {
        to: user.email,
        userId: user.id,
        template: "low-stock",
        data: { shopName: "Linen & Co", items: [{ title: "Shirt", sku: "LS", available: 2 }] },
        dedupeKey,
      },
      accounts.now(),
    ),
  );
const statusOf = async (dedupeKey: string) =>
  (await accounts.db.pool.query("SELECT status FROM mails WHERE dedupe_key = $1", [dedupeKey])).rows[0]?.status;

it("ends mails of a kind by the address in their header, with one POST, and those that wait, too", async () => {
  const user = await insertUser(accounts.db);
  await alertFor(user, "first");
  await expect.poll(() => statusOf("first"), PATIENCE).toBe("SENT");
  const [mail] = await mailsTo(user.email);
  const { "list-unsubscribe": header, "list-unsubscribe-post": how } = mail!.headers;

  expect(how).toBe("List-Unsubscribe=One-Click");
  const url = new URL(/^<(.*)>$/.exec(header!)![1]!);
  expect(url.origin + url.pathname).toBe(`${PUBLIC_URL}/mail/unsubscribe`);
  expect(mail!.html).toContain(url.href.replaceAll("&", "&amp;"));
  expect(mail!.text.split("\n")).toContain(url.href);
  expect((await ask("POST", url.searchParams.get("token"))).status).toBe(200);

  await alertFor(user, "second");
  await expect.poll(() => statusOf("second"), PATIENCE).toBe("SKIPPED");
  expect(await mailsTo(user.email)).toHaveLength(1);
});

it("asks first when the address is only looked at, as programs that search mails do", async () => {
  const user = await insertUser(accounts.db);
  const before = await choices();

  const { status, headers, body } = await ask("GET", tokenFor(user.id));

  expect(status).toBe(200);
  expect(body).toContain('<form method="post"');
  expect(body).toContain(`action="/mail/unsubscribe?token=${tokenFor(user.id)}"`);
  expect(headers["content-security-policy"]).toContain("form-action 'self'");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(await choices()).toEqual(before);
});

it("does the same when it is told twice, and eight times at once", async () => {
  const user = await insertUser(accounts.db);

  const answers = await Promise.all(Array.from({ length: 8 }, () => ask("POST", tokenFor(user.id))));
  answers.push(await ask("POST", tokenFor(user.id)));

  expect(answers.map(({ status }) => status)).toEqual(Array(9).fill(200));
  expect((await choices()).filter(({ user_id }) => user_id === user.id)).toEqual([
    { user_id: user.id, category: "STOCK_ALERTS", enabled: false },
  ]);
});

it("changes nothing for a token that is forged, missing, or about nobody", async () => {
  const user = await insertUser(accounts.db);
  const before = await choices();
  const forged = [tokenFor(user.id).replace(/.$/, "!"), "", null, "<script>", tokenFor(newId("user", new Date()))];

  for (const token of forged) {
    const { status, body } = await ask("POST", token);
    expect(status).toBe(404);
    expect(body).not.toContain("<script");
    expect(body).toContain("Nothing was changed");
  }
  expect(await choices()).toEqual(before);
});
