import { Directive, Query, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import type { SigningKeyRing } from "./signing-key-ring.ts";

@Resolver()
export class SigningKeyResolver {
  constructor(private readonly keys: Pick<SigningKeyRing, "publicJwks">) {}

  @Directive("@inaccessible")
  @Access(sibling("router"))
  @Query(() => [String], {
    description:
      "For the router: the public keys that access tokens are signed with, each a JWK (RFC 7517) as JSON text.",
  })
  async accessTokenKeys(): Promise<string[]> {
    return (await this.keys.publicJwks()).map((jwk) => JSON.stringify(jwk));
  }
}
