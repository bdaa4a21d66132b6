import { request } from "node:http";
import { expect, it, onTestFinished, vi } from "vitest";
import { listen } from "./http-server.ts";
import { json } from "./http-types.ts";
import type { HttpReply, HttpRequest } from "./http-types.ts";

async function serve(handler: (request: HttpRequest) => Promise<HttpReply>): Promise<string> {
  const server = await listen("127.0.0.1", 0, handler);
  onTestFinished(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

it("hands over method, path, query, headers and body", async () => {
  const base = await serve(async ({ method, pathname, query, body, headers }) =>
    json(200, { method, pathname, query, body, tag: headers["x-tag"] }),
  );

  const response = await fetch(`${base}/a/b?c=d?e`, { method: "POST", body: "Grüße", headers: { "x-tag": "t" } });

  expect(await response.json()).toEqual({ method: "POST", pathname: "/a/b", query: "c=d?e", body: "Grüße", tag: "t" });
});

it("refuses a body above 1 MB whatever its length says, without handing it over", async () => {
  let handled = 0;
  const base = await serve(async () => json(200, { handled: (handled += 1) }));

  const status = await new Promise((resolve, reject) => {
    const upload = request(base, { method: "POST", headers: { "transfer-encoding": "chunked" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    upload.on("error", reject);
    for (let chunk = 0; chunk < 40; chunk += 1) upload.write("x".repeat(100_000));
    upload.end();
  });

  expect(status).toBe(413);
  expect(handled).toBe(0);
});

it("answers 500 and warns when its handler fails, and goes on serving", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
  const base = await serve(async ({ pathname }) => {
    if (pathname === "/bad") throw new Error("a bug");
    return json(200, {});
  });

  const bad = await fetch(`${base}/bad`);

  expect([bad.status, await bad.text()]).toEqual([500, "The development stand-in failed: Error: a bug"]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect((await fetch(`${base}/good`)).status).toBe(200);
});

it("closes connections that were left without an answer", async () => {
  const base = await serve(async () => ({ kind: "reset" }));

  await expect(fetch(base)).rejects.toThrow("fetch failed");
});
