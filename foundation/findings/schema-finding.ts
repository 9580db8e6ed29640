import type { Offence } from "../schema/check.ts";
import { type Advice, didYouMean, write } from "./advice.ts";
import { closest } from "./closest.ts";
import type { Finding } from "./finding.ts";
import type { Part, Path } from "./part.ts";
import { repaired } from "./repair.ts";
import { FILE_RULES } from "./rules.ts";

/** `if` only says that one of its branches failed, which the branch says better itself. */
export function isTelling(error: Offence): boolean {
  return error.keyword !== "if" && error.keyword !== "propertyNames";
}

/** Says in a person's words what Ajv found, and where it stands. */
export function findingOf(root: Part, error: Offence, value: unknown): Finding {
  const path = pathOf(error);
  const at = root.at(...path);
  const name = path.filter((step) => typeof step === "string").at(-1) ?? "the file";
  const known = Object.keys(error.parentSchema?.["properties"] ?? {});
  const [wrongKey, wrongValue] = [FILE_RULES["invalid-key"], FILE_RULES["invalid-value"]];
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      // A key that stands there already would stand there twice.
      const free = known.filter((one) => !Object.hasOwn(Object(error.data), one));
      const advice = didYouMean(closest(key, free), `Known here: ${known.join(", ")}.`);
      return at.at(key).keyFinding(wrongKey, `\`${key}\` is not a key here`, advice);
    }
    case "required": {
      const key = String(error.params["missingProperty"]);
      return at.keyFinding(wrongKey, `\`${key}\` is missing`, `Add \`${key}:\`${describe(error, key)}.`);
    }
    case "minProperties":
    case "maxProperties":
      return at.keyFinding(wrongKey, ...propertyCount(name, known, error));
    case "type":
      return at.finding(wrongValue, ...wrongType(name, error));
    default: {
      const what = [
        `\`${name}\` ${invalid(error)}`,
        meant(error, value) ?? said(error, "errorMessage") ?? said(error, "description") ?? otherwise(error),
      ] as const;
      return error.propertyName === undefined ? at.finding(wrongValue, ...what) : at.keyFinding(wrongValue, ...what);
    }
  }
}

/** What was most likely meant by a value of the wrong form; undefined where that is not clear, and for keys. */
function meant(error: Offence, value: unknown): Advice | undefined {
  const { data, propertyName, keyword } = error;
  if (typeof data !== "string" || propertyName !== undefined) return undefined;
  if (keyword === "pattern") {
    const text = repaired(data, String(error.parentSchema?.["pattern"]));
    return text === undefined ? undefined : write([text]);
  }
  if (keyword !== "enum") return undefined;
  const allowed = [error.params["allowedValues"]].flat().map(String);
  // In a list it may stand there already.
  const around = pathOf(error)
    .slice(0, -1)
    .reduce<unknown>((part, step) => Object(part)[step], value);
  const free = Array.isArray(around) ? allowed.filter((one) => !around.includes(one)) : allowed;
  const word = data.trim().toLowerCase();
  const near = free.find((one) => one === word) ?? closest(word, free) ?? free.find((one) => word.startsWith(one));
  return near === undefined ? undefined : didYouMean(near, "");
}

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "a group of keys",
  string: "a text",
};

function invalid(error: Offence): string {
  const shown = JSON.stringify(error.data);
  switch (error.keyword) {
    case "enum":
      return `is ${shown}; allowed: ${[error.params["allowedValues"]].flat().join(", ")}`;
    case "const":
      return `is ${shown}, not ${String(error.params["allowedValue"])}`;
    case "pattern":
      return `has the wrong form: ${shown}`;
    case "minItems":
      return "is an empty list";
    case "uniqueItems":
      return "holds the same thing twice";
    default:
      return error.message ?? "is wrong";
  }
}

function wrongType(name: string, error: Offence): readonly [text: string, advice: Advice] {
  const { data, params } = error;
  if (typeof data === "number" && !Number.isFinite(data))
    return [
      `\`${name}\` is ${Number.isNaN(data) ? "not a number" : "infinite"}`,
      "Write a number that can be written out, such as 14.",
    ];
  const found = Array.isArray(data) ? "a list" : data === null ? "nothing" : `${article(typeof data)} ${typeof data}`;
  const wanted = [params["type"]].flat().map((type) => KINDS[String(type)] ?? String(type));
  const written = retyped(error);
  if (written !== undefined) return [`\`${name}\` is ${found}, not ${wanted.join(" or ")}`, write([written])];
  const unquoted = wanted.includes("a text") && (typeof data === "number" || typeof data === "boolean");
  const advice = unquoted ? "Put it in quotes, with its unit if it has one." : `Write ${wanted.join(" or ")}.`;
  return [`\`${name}\` is ${found}, not ${wanted.join(" or ")}`, advice];
}

/** A number in quotes without them, and a text without quotes in them, where it then fits. */
function retyped({ data, params, parentSchema }: Offence): string | undefined {
  const wanted = [params["type"]].flat().map(String);
  if (typeof data === "string" && /^(true|false)$/.test(data) && wanted.includes("boolean")) return data;
  if (typeof data === "string" && /^-?\d+(\.\d+)?$/.test(data)) {
    const number = Number(data);
    const isWithin = number >= (parentSchema?.["minimum"] ?? number) && number <= (parentSchema?.["maximum"] ?? number);
    const isOfType = wanted.includes("number") || (wanted.includes("integer") && Number.isInteger(number));
    return isOfType && isWithin ? data : undefined;
  }
  const pattern: unknown = parentSchema?.["pattern"];
  const isText = (typeof data === "number" || typeof data === "boolean") && wanted.includes("string");
  return isText && typeof pattern === "string" && new RegExp(pattern, "u").test(String(data)) ? `"${data}"` : undefined;
}

function propertyCount(
  name: string,
  known: readonly string[],
  error: Offence,
): readonly [text: string, advice: string] {
  const most: unknown = error.parentSchema?.["maxProperties"];
  const advice = said(error, "errorMessage") ?? said(error, "description") ?? "Choose.";
  return [`\`${name}\` needs exactly ${most === 1 ? "one" : most} of ${known.join(", ")}`, advice];
}

function describe(error: Offence, key: string): string {
  const text: unknown = error.parentSchema?.["properties"]?.[key]?.description;
  return typeof text === "string" ? ` (${text.replace(/\.$/, "")})` : "";
}

/** What the schema says to people: what a value is for, and what to do about one that does not fit. */
function said(error: Offence, keyword: "description" | "errorMessage"): string | undefined {
  const text: unknown = error.parentSchema?.[keyword];
  return typeof text === "string" ? text : undefined;
}

function otherwise(error: Offence): string {
  return error.keyword === "const"
    ? `Write ${String(error.params["allowedValue"])}, or the keys it takes.`
    : "Mend the value.";
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? "an" : "a";
}

/** The offence's place as a path, down to the key when the key itself is wrong: Ajv gives a JSON pointer. */
export function pathOf({ instancePath, propertyName }: Offence): Path {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return propertyName === undefined ? path : [...path, propertyName];
}
