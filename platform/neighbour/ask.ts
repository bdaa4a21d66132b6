import type { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import type { CallContext, GraphQLRequest, Neighbour } from "./neighbour.ts";

/**
 * Asks a sibling one operation and checks the answer's shape.
 * @throws AppError UNAVAILABLE when the sibling is away or its answer does not fit; BAD_USER_INPUT and NOT_FOUND are
 * passed on with the sibling's public text.
 */
export async function ask<Answer>(
  neighbour: Neighbour,
  request: GraphQLRequest,
  answer: z.ZodType<Answer>,
  context: CallContext,
): Promise<Answer> {
  const response = await neighbour.graphql(request, context);
  const [error] = response.errors ?? [];
  if (error) {
    const code = error.extensions?.["code"];
    if (code === "BAD_USER_INPUT" || code === "FORBIDDEN" || code === "UNAUTHENTICATED") {
      throw new AppError(code, error.message, { logMessage: `${neighbour.name}: ${error.message}` });
    }
    throw unavailable(neighbour, error.message);
  }
  const parsed = answer.safeParse(response.data);
  if (!parsed.success) throw unavailable(neighbour, `unexpected answer: ${parsed.error.message}`);
  return parsed.data;
}

const unavailable = (neighbour: Neighbour, reason: string) =>
  new AppError("UNAVAILABLE", `${neighbour.name} is not available. Try again.`, {
    logMessage: `${neighbour.name} failed: ${reason}`,
  });
