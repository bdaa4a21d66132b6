import type { Message } from "../mail.ts";
import { html, htmlPage } from "./html.ts";

/** Goes out instead of a verification when someone registers an address that has an account. */
export function alreadyRegistered({ storefrontUrl }: { storefrontUrl: string }): Message {
  const subject = "You already have an account";
  return {
    subject,
    text: `Hello,

someone tried to open an account with this e-mail address, but it has one already. If it was you, sign in here:

${storefrontUrl}/sign-in

If you never confirmed the address, ask for a new confirmation mail there. If it was not you, there is nothing to do.
`,
    html: htmlPage(
      subject,
      html`<p>Hello,</p>
        <p>someone tried to open an account with this e-mail address, but it has one already.</p>
        <p>If it was you, <a href="${`${storefrontUrl}/sign-in`}">sign in</a>.</p>
        <p>
          If you never confirmed the address, ask for a new confirmation mail there. If it was not you, there is nothing
          to do.
        </p>`,
    ),
  };
}
