/** What we use of MJML 5, which brings no types of its own. */
declare module "mjml" {
  interface Options {
    /** `strict` makes a mistake in the markup an error instead of a warning. */
    validationLevel: "strict";
    /** Web fonts by name, loaded from elsewhere when a style names them. */
    fonts: Record<string, string>;
  }

  /** Rejects when the markup is wrong. */
  function mjml2html(mjml: string, options: Options): Promise<{ html: string }>;
  export = mjml2html;
}
