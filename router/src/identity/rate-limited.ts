/** More requests than the caller may send. Told to the client with HTTP 429 and when to come again. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";

  constructor(readonly retryAfterSeconds: number) {
    super("Too many requests. Wait, then send fewer.");
  }
}
