import type { MailBlock, MailBody, MailFrame, MailRow } from "../mail-body.ts";
import { type Html, html } from "./html.ts";

/** Mail programs without `prefers-color-scheme` show the light colours, which are the inline ones. */
const DARK = `@media (prefers-color-scheme: dark) {
  body, .page { background-color: #14161a !important; }
  .card, .card table { background-color: #1f2329 !important; }
  .ink div, .ink h1, .ink td, .ink th { color: #eceef1 !important; }
  .ink tr { border-color: #454c56 !important; }
  .faint div, .faint a { color: #b4bac4 !important; }
  .code div { background-color: #2c323a !important; color: #ffffff !important; }
  .card .go table, .go td, .go a { background-color: #8ab4ff !important; color: #10131a !important; }
}`;

/**
 * The mail as a page for mail programs, in MJML. It loads nothing: no image, no font, no style sheet, so that opening it
 * tells nobody.
 */
export const renderMjml = (body: MailBody, frame: MailFrame): string => toMjml(body, frame).source;

const toMjml = (body: MailBody, { sender, home, unsubscribeUrl }: MailFrame): Html =>
  html` <mjml lang="en">
    <mj-head>
      <mj-title>${body.subject}</mj-title>
      <mj-preview>${body.preheader}</mj-preview>
      <mj-attributes>
        <mj-all font-family="-apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif" />
        <mj-text font-size="16px" line-height="24px" color="#1b1f24" padding="8px 20px" />
        <mj-table font-size="16px" line-height="24px" color="#1b1f24" padding="8px 20px" />
        <mj-button
          background-color="#1f4fd1"
          color="#ffffff"
          font-size="16px"
          font-weight="600"
          border-radius="8px"
          inner-padding="13px 24px"
          align="left"
          padding="12px 20px"
          css-class="go"
        />
      </mj-attributes>
      <mj-raw
        ><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark"
      /></mj-raw>
      <mj-style>:root { color-scheme: light dark; supported-color-schemes: light dark; }${DARK}</mj-style>
    </mj-head>
    <mj-body background-color="#f2f4f7" width="560px" css-class="page">
      <mj-section padding="16px 0 0"
        ><mj-column>
          <mj-text css-class="faint" font-size="14px" color="#565e6a" font-weight="600">${sender}</mj-text>
        </mj-column></mj-section
      >
      <mj-section background-color="#ffffff" border-radius="12px" padding="16px 0" css-class="card"
        ><mj-column>
          <mj-text css-class="ink" padding="8px 20px"
            ><h1 style="margin:0;font-size:22px;line-height:28px;overflow-wrap:anywhere">${body.subject}</h1></mj-text
          >
          ${body.blocks.map(toBlock)}
        </mj-column></mj-section
      >
      <mj-section padding="8px 0 16px"
        ><mj-column>
          <mj-text css-class="faint" font-size="13px" line-height="20px" color="#565e6a"
            >${footer(home, unsubscribeUrl)}</mj-text
          >
        </mj-column></mj-section
      >
    </mj-body>
  </mjml>`;

const footer = (home: string, unsubscribeUrl: string | undefined): Html =>
  html` <a href="${home}" style="color:#565e6a">${home}</a>${
      unsubscribeUrl === undefined
        ? []
        : [html`<br /><a href="${unsubscribeUrl}" style="color:#565e6a">No more mails of this kind</a>`]
    }`;

function toBlock(block: MailBlock): Html {
  switch (block.kind) {
    case "paragraph":
      return html`<mj-text css-class="ink">${block.text}</mj-text>`;
    case "link":
      return html`<mj-button href="${block.url}">${block.label}</mj-button>`;
    case "code":
      return html`<mj-text css-class="code" font-family="ui-monospace, Consolas, monospace">
        <div style="background-color:#f2f4f7;border-radius:6px;padding:10px 12px;word-break:break-all">
          ${block.text}
        </div>
      </mj-text>`;
    case "note":
      return html`<mj-text css-class="faint" font-size="14px" line-height="20px" color="#565e6a"
        >${block.text}</mj-text
      >`;
    case "table":
      return html`<mj-table css-class="ink">
        ${block.rows.map((row) => toRow(row, ""))}${(block.totals ?? []).map((row) => toRow(row, "font-weight:600;"))}
      </mj-table>`;
  }
}

const toRow = ({ label, value }: MailRow, style: string): Html =>
  html` <tr style="border-bottom:1px solid #dfe3e8">
    <th
      scope="row"
      style="text-align:left;vertical-align:top;padding:8px 12px 8px 0;font-weight:400;${style}overflow-wrap:anywhere"
    >
      ${label}
    </th>
    <td style="text-align:right;vertical-align:top;padding:8px 0;${style}overflow-wrap:anywhere">${value ?? ""}</td>
  </tr>`;
