/**
 * How texts stand in the cells of a CSV file, both ways without loss.
 *
 * A spreadsheet runs a cell that begins like a formula, so an apostrophe stands before it, and before what already begins with
 * apostrophes and would look the same.
 * @see OWASP, "CSV Injection".
 */
const LIKE_A_FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

export const guardFormula = (text: string): string => (LIKE_A_FORMULA.test(text) ? `'${text}` : text);

export const unguardFormula = (cell: string): string =>
  cell.startsWith("'") && LIKE_A_FORMULA.test(cell) ? cell.slice(1) : cell;

/** Several values in one cell: commas between them, a backslash before a comma or a backslash that belongs to a value. */
export const joinList = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[\\,]/g, String.raw`\$&`)).join(", ");

/** The values of such a cell without the spaces around them; none of them is empty. */
export function splitList(cell: string): string[] {
  const values: string[] = [];
  let value = "";
  for (let index = 0; index < cell.length; index++) {
    const character = cell[index]!;
    if (character === "\\" && index + 1 < cell.length) value += cell[++index]!;
    else if (character === ",") {
      values.push(value);
      value = "";
    } else value += character;
  }
  return [...values, value].map((each) => each.trim()).filter((each) => each !== "");
}
