import { readLine } from "#platform/text/read-line.ts";
import { readText } from "#platform/text/read-text.ts";
import { isReservedHandle } from "./shop-handle.ts";
import type { ShopProblem } from "./shop-problem.ts";
import { isHandle, SHOP_DESCRIPTION_MAX_CHARACTERS, SHOP_NAME_MAX_CHARACTERS, type Shop } from "./shop.ts";

/** What the owner writes about a shop. */
export type ShopTexts = Pick<Shop, "name" | "handle" | "description">;

/** The same as it was typed in; what is absent or null is not touched. */
export type ShopTextsInput = { readonly [Field in keyof ShopTexts]?: string | null | undefined };

/**
 * Reads what is there of name, handle and description. With problems, `texts` lacks what is wrong. Whether a handle is taken is
 * for the database to say.
 */
export function readShopTexts(input: ShopTextsInput): { texts: Partial<ShopTexts>; problems: ShopProblem[] } {
  const texts: { -readonly [Field in keyof ShopTexts]?: string } = {};
  const problems: ShopProblem[] = [];
  if (input.name != null) {
    const name = readLine(input.name, { max: SHOP_NAME_MAX_CHARACTERS });
    if (name.kind === "good") texts.name = name.text;
    else problems.push({ code: `NAME_${name.problem}`, field: ["name"] });
  }
  if (input.handle != null) {
    if (!isHandle(input.handle)) problems.push({ code: "INVALID_HANDLE", field: ["handle"] });
    else if (isReservedHandle(input.handle)) problems.push({ code: "HANDLE_RESERVED", field: ["handle"] });
    else texts.handle = input.handle;
  }
  if (input.description != null) {
    const description = readText(input.description, { max: SHOP_DESCRIPTION_MAX_CHARACTERS });
    if (description.kind === "good") texts.description = description.text;
    else problems.push({ code: `DESCRIPTION_${description.problem}`, field: ["description"] });
  }
  return { texts, problems };
}
