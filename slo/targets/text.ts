import { stringify } from "yaml";
import { quote } from "../promql/string-literal.ts";
import type { OutputFile, YamlMap, YamlValue } from "./target.ts";

/** The text of a file: always the same bytes for the same values. Keys keep the order in which a value was made. */
export function textOf(file: OutputFile): string {
  switch (file.format) {
    case "text":
      return file.text;
    case "json":
      return `${JSON.stringify(file.value, null, 2)}\n`;
    case "yaml":
      return file.head + stringify(file.value, { lineWidth: 0 });
    case "rules":
      return file.head + new YamlPrinter(RULE_KEYS, file.notes).map(file.value, "");
    case "rule-tests":
      return file.head + new YamlPrinter(TEST_KEYS, file.notes).map(file.value, "");
  }
}

/** Keys whose texts are written otherwise than `scalar` would: as a literal block, in which an expression reads as Prometheus sees it, or as they are. */
type Keys = Readonly<Record<string, "block" | "plain">>;

const RULE_KEYS: Keys = {
  expr: "block",
  interval: "plain",
  for: "plain",
  alert: "plain",
  apiVersion: "plain",
  kind: "plain",
};
const TEST_KEYS: Keys = { rule_files: "plain", evaluation_interval: "plain", interval: "plain", eval_time: "plain" };

/** Writes what a fleet has thousands of: a general library takes ten times as long. */
class YamlPrinter {
  readonly #keys: Keys;
  readonly #notes: ReadonlyMap<YamlMap, string> | undefined;

  constructor(keys: Keys, notes: ReadonlyMap<YamlMap, string> | undefined) {
    this.#keys = keys;
    this.#notes = notes;
  }

  /** The lines of a map; `lead` stands before the first instead of the indentation. */
  map(map: YamlMap, indent: string, lead = indent): string {
    let text = "";
    for (const [key, value] of Object.entries(map)) {
      text += `${text === "" ? lead : indent}${key}:${this.#value(key, value, indent)}`;
    }
    return text === "" ? `${lead}{}\n` : text;
  }

  /** What follows a key and its colon. */
  #value(key: string, value: YamlValue, indent: string): string {
    if (typeof value !== "object") return ` ${this.#scalar(key, value, indent)}\n`;
    const inner = `${indent}  `;
    if (!isList(value)) return `\n${this.map(value, inner)}`;
    let text = value.length === 0 ? " []\n" : "\n";
    for (const item of value) {
      if (typeof item !== "object") text += `${inner}- ${this.#scalar(key, item, inner)}\n`;
      else text += this.#note(item, inner) + this.map(item, `${inner}  `, `${inner}- `);
    }
    return text;
  }

  #note(map: YamlMap, indent: string): string {
    const note = this.#notes?.get(map);
    return note === undefined ? "" : `${indent}# ${note}\n`;
  }

  #scalar(key: string, value: string | number, indent: string): string {
    if (typeof value === "number") return String(value);
    switch (this.#keys[key]) {
      case "block":
        return `|-\n${indent}  ${value.replaceAll("\n", `\n${indent}  `)}`;
      case "plain":
        return value;
      default:
        return scalar(value);
    }
  }
}

function isList(value: Exclude<YamlValue, string | number>): value is Extract<YamlValue, readonly unknown[]> {
  return Array.isArray(value);
}

const PLAIN = /^[a-z][a-z0-9_.-]*(?::[a-z][a-z0-9_.-]*)*$/;
/** Words that some YAML readers take for a boolean or nothing. */
const WORDS = /^(?:y|yes|n|no|true|false|on|off|null)$/;

/** A text as a YAML scalar: plain when nothing could misread it, else double-quoted, whose escapes are JSON's. */
function scalar(text: string): string {
  return PLAIN.test(text) && !WORDS.test(text) ? text : quote(text);
}
