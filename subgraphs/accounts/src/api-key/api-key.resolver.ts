import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import type { ApiKeyUseCases } from "./api-key-use-cases.ts";
import {
  ApiKeyCreateInput,
  ApiKeyCreatePayload,
  ApiKeyRevokeInput,
  ApiKeyRevokePayload,
  ApiKeyRotateInput,
  ApiKeyRotatePayload,
  apiKeyUserError,
  toApiKeyType,
} from "./api-key.type.ts";

@Resolver()
export class ApiKeyResolver {
  constructor(private readonly useCases: ApiKeyUseCases) {}

  @Access(signedIn())
  @Mutation(() => ApiKeyCreatePayload, {
    description: "Makes an API key for a program of the person's. Its secret is in this answer and nowhere else.",
  })
  async apiKeyCreate(
    @Arg("input", () => ApiKeyCreateInput, { description: "What the key is to be." }) input: ApiKeyCreateInput,
    @Ctx() context: AccountsContext,
  ): Promise<ApiKeyCreatePayload> {
    const outcome = await this.useCases.createApiKey(context, input);
    switch (outcome.kind) {
      case "created":
        return { apiKey: toApiKeyType(outcome.apiKey), secret: outcome.secret, userErrors: [] };
      case "refused":
        return refused(outcome.problems.map(({ code, field }) => apiKeyUserError(code, field)));
    }
  }

  @Access(signedIn({ note: "their own keys" }))
  @Mutation(() => ApiKeyRotatePayload, {
    description:
      "Gives an API key a new secret. The one before goes on working for the overlap, so that programs can change over in peace.",
  })
  async apiKeyRotate(
    @Arg("input", () => ApiKeyRotateInput, { description: "Which key." }) input: ApiKeyRotateInput,
    @Ctx() context: AccountsContext,
  ): Promise<ApiKeyRotatePayload> {
    const outcome = await this.useCases.rotateApiKey(context, input);
    switch (outcome.kind) {
      case "rotated":
        return { apiKey: toApiKeyType(outcome.apiKey), secret: outcome.secret, userErrors: [] };
      case "refused":
        return refused(
          outcome.problems.map((code) => apiKeyUserError(code, [code === "NOT_FOUND" ? "apiKeyId" : "overlapHours"])),
        );
    }
  }

  @Access(signedIn({ note: "their own keys" }))
  @Mutation(() => ApiKeyRevokePayload, { description: "Ends an API key, with all its secrets. Safe to repeat." })
  async apiKeyRevoke(
    @Arg("input", () => ApiKeyRevokeInput, { description: "Which key." }) input: ApiKeyRevokeInput,
    @Ctx() context: AccountsContext,
  ): Promise<ApiKeyRevokePayload> {
    const outcome = await this.useCases.revokeApiKey(context, input);
    switch (outcome.kind) {
      case "revoked":
        return { apiKey: toApiKeyType(outcome.apiKey), userErrors: [] };
      case "notFound":
        return { apiKey: null, userErrors: [apiKeyUserError("NOT_FOUND", ["apiKeyId"])] };
    }
  }
}

const refused = (userErrors: ApiKeyCreatePayload["userErrors"]) => ({ apiKey: null, secret: null, userErrors });
