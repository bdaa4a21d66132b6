/** An address for a mail that someone else may read, e.g. "m***@example.com": its owner knows it again, nobody else can use it. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}***${email.slice(at)}`;
}
