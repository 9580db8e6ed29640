import { quote } from "../promql/string-literal.ts";

const PLAIN = /^[a-z][a-z0-9_.-]*(?::[a-z][a-z0-9_.-]*)*$/;
/** Words that some YAML readers take for a boolean or nothing. */
const WORDS = /^(?:y|yes|n|no|true|false|on|off|null)$/;

/** A text as a YAML scalar: plain when nothing could misread it, else double-quoted, whose escapes are JSON's. */
export function yamlText(text: string): string {
  return PLAIN.test(text) && !WORDS.test(text) ? text : quote(text);
}
