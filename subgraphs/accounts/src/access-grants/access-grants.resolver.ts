import { Arg, Directive, ID, Query, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AccessGrantsRepository } from "./access-grants.repository.ts";
import { AccessGrantsType, toAccessGrantsType } from "./access-grants.type.ts";

@Resolver()
export class AccessGrantsResolver {
  constructor(private readonly grants: Pick<AccessGrantsRepository, "findOfSession">) {}

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
    const found = sessionId && userId && (await this.grants.findOfSession(sessionId, userId));
    return found && toAccessGrantsType(found);
  }
}
