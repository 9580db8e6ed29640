import type { Field } from "./field.ts";
import { SourcedText } from "./sourced-text.ts";

/** Sloth's template, in which Go allows white space and hyphens. */
const TEMPLATE = /\{\{-?\s*\.window\s*-?\}\}/g;

/** The query at a field, with `$window` for the window of its template. */
export function overWindow(field: Field): SourcedText {
  return (field.sourced ?? SourcedText.join("")).replace(TEMPLATE, () => "$window");
}
