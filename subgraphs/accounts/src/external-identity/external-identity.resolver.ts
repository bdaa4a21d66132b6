import { Arg, Ctx, Directive, Mutation, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import { ExternalSessionResolveInput, ExternalSessionResolvePayload } from "./external-identity.type.ts";
import type { ResolveExternalSession } from "./resolve-external-session.ts";

@Resolver()
export class ExternalIdentityResolver {
  constructor(private readonly resolveExternalSession: ResolveExternalSession) {}

  @Directive("@inaccessible")
  @Access(sibling("router"))
  @Mutation(() => ExternalSessionResolvePayload, {
    description:
      "For the router: finds or makes the person and the session that a good token of another issuer is for. Safe to repeat.",
  })
  async externalSessionResolve(
    @Arg("input", () => ExternalSessionResolveInput, { description: "What the token says." })
    { sessionHint = null, email = null, name = null, ...claims }: ExternalSessionResolveInput,
    @Ctx() context: AccountsContext,
  ): Promise<ExternalSessionResolvePayload> {
    return { session: await this.resolveExternalSession(context, { ...claims, sessionHint, email, name }) };
  }
}
