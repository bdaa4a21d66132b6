import { SignJWT } from "jose";
import { describe, expect, inject, it } from "vitest";
import { onDatabase } from "../../setup/shopper.ts";

const { subgraphs } = inject("stack");

const post = (url: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

/** As well made as a stranger can: everything right but the secret. */
const forged = (audience: string): Promise<string> =>
  new SignJWT({ viewer: { kind: "user", userId: "user_1", sessionId: "sess_1", scopes: ["order:read"] } })
    .setProtectedHeader({ alg: "HS256", typ: "plexus-identity+jwt" })
    .setIssuer("plexus:router")
    .setAudience(`plexus:${audience}`)
    .setIssuedAt()
    .setExpirationTime("2m")
    .sign(new Uint8Array(32));

describe.each(Object.entries(subgraphs))("the port of %s", (name, url) => {
  it.each([
    ["its schema", { query: "{ _service { sdl } }" }],
    ["an entity", { query: '{ _entities(representations: [{ __typename: "User", id: "user_1" }]) { __typename } }' }],
    ["anything at all", { query: "{ __typename }" }],
  ])("does not tell a stranger %s", async (_, body) => {
    for (const headers of [{}, { "x-plexus-identity": "nonsense" }, { "x-plexus-identity": await forged(name) }]) {
      const answer = await post(`${url}/graphql`, body, headers as Record<string, string>);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({
        errors: [{ message: expect.any(String) as string, extensions: { code: "UNAUTHENTICATED" } }],
      });
    }
  });

  it("takes no event from a stranger", async () => {
    const event = {
      id: "evt_forged",
      name: "payments.payment-captured.v1",
      occurredAt: "2026-11-22T10:00:00.000Z",
      requestId: null,
      payload: {},
    };
    const answer = await post(`${url}/events`, event, { "x-plexus-identity": await forged(name) });
    expect(answer.status).toBe(401);
    const inbox = await onDatabase(name, (client) =>
      client.query("SELECT FROM inbox_events WHERE event_id = 'evt_forged'"),
    );
    expect(inbox.rowCount).toBe(0);
  });
});
