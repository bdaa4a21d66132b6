import { BSONRegExp } from "bson";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";

export const isRegularExpression = (value: unknown): value is BSONRegExp | RegExp =>
  value instanceof BSONRegExp || value instanceof RegExp;

/**
 * A test for strings. MongoDB uses PCRE2 and we use JavaScript: what only PCRE2 understands is refused or, rarely, differs.
 *
 * @throws CommandError 51108 for an unknown flag, 51091 for a pattern that does not parse.
 */
export function compileRegularExpression(pattern: string, options: string): (text: string) => boolean {
  for (const flag of options) {
    if (flag === "x") throw new NotSupportedByStandIn("the regular expression flag 'x'");
    if (!"imsu".includes(flag)) throw new CommandError(51108, `invalid flag in regex options: ${flag}`);
  }
  const flags = [...new Set(options)].filter((flag) => flag !== "u").join("");
  const expression = parse(pattern, `${flags}u`) ?? parse(pattern, flags); // some escapes are legal only without `u`
  if (expression === undefined) throw new CommandError(51091, `Regular expression is invalid: ${pattern}`);
  return (text) => expression.test(text);
}

function parse(pattern: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
}

/** Pattern and options of either kind of regular expression. */
export function partsOf(value: BSONRegExp | RegExp): { pattern: string; options: string } {
  return value instanceof BSONRegExp
    ? { pattern: value.pattern, options: value.options }
    : { pattern: value.source, options: value.flags.replace(/[^ims]/g, "") };
}
