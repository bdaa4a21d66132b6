import type { Message } from "../mail.ts";
import { html, htmlPage } from "./html.ts";

/**
 * Asks for the proof that an address is the person's. No name in it: whoever typed the address in could make us send
 * any text to a stranger.
 */
export function verifyEmail({ token, storefrontUrl }: { token: string; storefrontUrl: string }): Message {
  const subject = "Confirm your e-mail address";
  const link = `${storefrontUrl}/verify?token=${encodeURIComponent(token)}`;
  return {
    subject,
    text: `Hello,

someone opened an account with this e-mail address. If it was you, confirm it here:

${link}

Or enter this code:

${token}

The link works once, for 24 hours. If it was not you, do not confirm: nothing happens then.
`,
    html: htmlPage(
      subject,
      html`<p>Hello,</p>
        <p>someone opened an account with this e-mail address. If it was you, confirm it:</p>
        <p><a href="${link}">Confirm my address</a></p>
        <p>Or enter this code:</p>
        <p style="font-family:monospace;word-break:break-all">${token}</p>
        <p>The link works once, for 24 hours. If it was not you, do not confirm: nothing happens then.</p>`,
    ),
  };
}
