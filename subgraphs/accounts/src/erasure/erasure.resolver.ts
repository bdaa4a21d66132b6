import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import type { EraseAccount } from "./erase-account.ts";
import { AccountEraseInput, AccountErasePayload, accountEraseUserError } from "./erasure.type.ts";

@Resolver()
export class ErasureResolver {
  constructor(private readonly useCases: { eraseAccount: EraseAccount }) {}

  @Access(signedIn({ note: "their own account, or anyone's with scope `user:write`" }))
  @Mutation(() => AccountErasePayload, {
    description:
      'Erases an account for good: sessions end, keys stop working, and everything personal is removed here and in the whole platform. The id stays, as "Erased user"; the address may register anew. Safe to repeat.',
  })
  async accountErase(
    @Arg("input", () => AccountEraseInput, { description: "Whose account, and the password." })
    input: AccountEraseInput,
    @Ctx() context: AccountsContext,
  ): Promise<AccountErasePayload> {
    const outcome = await this.useCases.eraseAccount(context, input);
    switch (outcome.kind) {
      case "erased":
        return { userId: outcome.userId, userErrors: [] };
      case "refused":
        return { userId: null, userErrors: outcome.problems.map(accountEraseUserError) };
    }
  }
}
