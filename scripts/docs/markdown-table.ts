/** A table of Markdown. Cells are Markdown, too; the bars and line ends in them are made harmless. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}

const escapeCell = (cell: string): string => cell.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");

export const code = (text: string): string => `\`${text}\``;
