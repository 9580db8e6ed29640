import { HtmlSafeString } from "escape-html-template-tag";

export type Html = HtmlSafeString;

/** What can stand in a gap of a template. Texts are escaped; pieces of HTML and lists of them are not. */
export type Gap = string | number | Html | readonly Html[];

/** HTML by template: whatever comes into a gap is text, unless it was made by this tag. */
export function html(parts: TemplateStringsArray, ...gaps: readonly Gap[]): Html {
  return new HtmlSafeString(parts, gaps);
}
