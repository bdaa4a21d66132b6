import type { MailBlock, MailBody, MailFrame, MailRow } from "../mail-body.ts";
import { printable } from "./printable.ts";

/** The mail as plain text. An address or a code stands alone on its line, so that it can be copied whole. */
export function renderText(body: MailBody, { sender, home, unsubscribeUrl }: MailFrame): string {
  const blocks = body.blocks.map(toText);
  if (unsubscribeUrl !== undefined) blocks.push(`No more mails of this kind:\n\n${unsubscribeUrl}`);
  return `${[...blocks, `-- \n${printable(sender)}\n${home}`].join("\n\n")}\n`;
}

function toText(block: MailBlock): string {
  switch (block.kind) {
    case "paragraph":
    case "note":
    case "code":
      return printable(block.text);
    case "link":
      return `${printable(block.label)}:\n\n${printable(block.url)}`;
    case "table":
      return [block.rows, block.totals ?? []]
        .filter((rows) => rows.length > 0)
        .map((rows) => rows.map(rowText).join("\n"))
        .join("\n\n");
  }
}

const rowText = ({ label, value }: MailRow): string =>
  value === undefined ? printable(label) : `${printable(label)}: ${printable(value)}`;
