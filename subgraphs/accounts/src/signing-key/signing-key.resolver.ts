import { Ctx, Directive, Query, Resolver } from "type-graphql";
import { requireSibling } from "#platform/graphql/executor.ts";
import type { AccountsContext } from "../context.ts";
import type { SigningKeyRing } from "./signing-key-ring.ts";

@Resolver()
export class SigningKeyResolver {
  constructor(private readonly keys: Pick<SigningKeyRing, "publicJwks">) {}

  @Directive("@inaccessible")
  @Query(() => [String], {
    description:
      "For the router: the public keys that access tokens are signed with, each a JWK (RFC 7517) as JSON text.",
  })
  async accessTokenKeys(@Ctx() context: AccountsContext): Promise<string[]> {
    requireSibling(context, "router");
    return (await this.keys.publicJwks()).map((jwk) => JSON.stringify(jwk));
  }
}
