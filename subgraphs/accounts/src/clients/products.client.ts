import { z } from "zod";
import type { FileId, UserId } from "#platform/ids/id.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";

export type AttachAvatarOutcome =
  | "attached"
  /** The person has no such file for this purpose. */
  | "notFound"
  /** It has not been checked yet, or was rejected. */
  | "notReady"
  /** Something else uses it. */
  | "taken";

export interface ProductsClient {
  /**
   * Puts a person's file to use as their picture. Safe to repeat.
   * @throws AppError UNAVAILABLE when products does not answer; the file may be in use all the same.
   */
  attachAvatar(fileId: FileId, userId: UserId, context: CallContext): Promise<AttachAvatarOutcome>;
  /**
   * Ends the use of a file as this person's picture, if it is one. Safe to repeat.
   * @throws AppError UNAVAILABLE when products does not answer.
   */
  detachAvatar(fileId: FileId, userId: UserId, context: CallContext): Promise<void>;
}

const ATTACH = `mutation AccountsFileAttach($input: FileAttachInput!) {
  fileAttach(input: $input) { file { id } refusal }
}`;

const DETACH = `mutation AccountsFileDetach($input: FileDetachInput!) {
  fileDetach(input: $input) { detached }
}`;

const attachAnswer = z.object({
  fileAttach: z.union([
    z.object({ file: z.object({ id: z.string() }), refusal: z.null() }),
    z.object({ file: z.null(), refusal: z.enum(["NOT_FOUND", "NOT_READY", "TAKEN"]) }),
  ]),
});

const detachAnswer = z.object({ fileDetach: z.object({ detached: z.boolean() }) });

const REFUSALS = { NOT_FOUND: "notFound", NOT_READY: "notReady", TAKEN: "taken" } as const;

/** `products` is called for each question: siblings may know each other, so it may not exist yet when this is made. */
export const createProductsClient = (products: () => Neighbour): ProductsClient => ({
  async attachAvatar(fileId, userId, context) {
    const input = { fileId, ownerUserId: userId, purpose: "AVATAR", reference: userId };
    const { fileAttach } = await ask(products(), { query: ATTACH, variables: { input } }, attachAnswer, context);
    return fileAttach.refusal === null ? "attached" : REFUSALS[fileAttach.refusal];
  },

  async detachAvatar(fileId, userId, context) {
    const input = { fileId, reference: userId };
    await ask(products(), { query: DETACH, variables: { input } }, detachAnswer, context);
  },
});
