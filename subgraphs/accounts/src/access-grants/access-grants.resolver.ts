import { Arg, Directive, ID, Query, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import type { UseApiKey } from "../api-key/use-api-key.ts";
import type { AccessGrantsRepository } from "./access-grants.repository.ts";
import { AccessGrantsType, ApiKeyGrantsType, toAccessGrantsType } from "./access-grants.type.ts";

@Resolver()
export class AccessGrantsResolver {
  constructor(private readonly deps: { grants: Pick<AccessGrantsRepository, "findOfSession">; useApiKey: UseApiKey }) {}

  @Directive("@inaccessible")
  @Access(sibling("router"))
  @Query(() => AccessGrantsType, {
    nullable: true,
    description:
      "For the router: what a person holds in a session of theirs at this moment. Null when it has ended, or they are suspended.",
  })
  async accessGrants(
    @Arg("sessionId", () => ID, { description: "The session that the access token names." }) session: string,
    @Arg("userId", () => ID, { description: "The person that it names." }) user: string,
  ): Promise<AccessGrantsType | null> {
    const [sessionId, userId] = [parseId("sess", session), parseId("user", user)];
    const found = sessionId && userId && (await this.deps.grants.findOfSession(sessionId, userId));
    return found && toAccessGrantsType(found);
  }

  @Directive("@inaccessible")
  @Access(sibling("router"))
  @Query(() => ApiKeyGrantsType, {
    nullable: true,
    description:
      "For the router: what the API key of a secret may do at this moment, and that it is used. Null when the secret opens none that works, or its owner is suspended.",
  })
  async apiKeyGrants(
    @Arg("secretHash", () => String, { description: "SHA-256 of the secret, in hex." }) secretHash: string,
  ): Promise<ApiKeyGrantsType | null> {
    return this.deps.useApiKey(secretHash);
  }
}
