import { testCards } from "../resources/test-cards.ts";
import { html } from "../../web/html.ts";
import type { Html } from "../../web/html.ts";

/** The list of test cards a person picks from; the form field is `payment_method`. */
export function cardChoice(): Html {
  const rows = testCards.map(
    ({ token, number, label }, index) =>
      html`<label
        ><input type="radio" name="payment_method" value="${token}" required${index === 0 ? html` checked` : null} />
        ${label} <code>${number.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code></label
      >`,
  );
  return html`<fieldset>
    <legend>Test card</legend>
    ${rows}
  </fieldset>`;
}
