import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { closest } from "./closest.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Path, YamlSource } from "./yaml-source.ts";

/** A JSON Schema beside this file, and the type of what fits it. */
export interface Schema<T> {
  fits(value: unknown): value is T;
  /** The value, or everything that keeps it from fitting, with the path of each offence. */
  check(source: YamlSource): { readonly value: T } | { readonly findings: Diagnostic[]; readonly paths: Path[] };
}

/** Loads a schema; it is compiled at its first use, so that a command pays only for the files it reads. */
export function loadSchema<T>(fileName: string): Schema<T> {
  let compiled: ValidateFunction<T> | undefined;
  const validator = (): ValidateFunction<T> => {
    compiled ??= compileSchema<T>(fileName);
    return compiled;
  };
  return {
    fits: (value): value is T => validator()(value),
    check(source) {
      const validate = validator();
      const value = source.value();
      if (validate(value)) return { value };
      const errors = (validate.errors ?? []).filter(isTelling);
      return {
        findings: errors.map((error) => toDiagnostic(source, error)),
        paths: errors.map((error) => pointerToPath(error.instancePath)),
      };
    },
  };
}

function compileSchema<T>(fileName: string): ValidateFunction<T> {
  const schema: object = JSON.parse(readFileSync(new URL(fileName, import.meta.url), "utf8"));
  return new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictTypes: false }).compile<T>(schema);
}

/** `if` only says that one of its branches failed, which the branch says better itself. */
function isTelling(error: ErrorObject): boolean {
  return error.keyword !== "if" && error.keyword !== "propertyNames";
}

function toDiagnostic(source: YamlSource, error: ErrorObject): Diagnostic {
  const path = pointerToPath(error.instancePath);
  const name = path.filter((step) => typeof step === "string").at(-1) ?? "the file";
  const known = Object.keys(error.parentSchema?.["properties"] ?? {});
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(error.params["additionalProperty"]);
      const near = closest(key, known);
      const help = near === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
      return source.diagnose("invalid-key", source.keySpan([...path, key]), `\`${key}\` is not a key here`, help);
    }
    case "required": {
      const key = String(error.params["missingProperty"]);
      return source.diagnose(
        "invalid-key",
        source.keySpan(path),
        `\`${key}\` is missing`,
        `Add \`${key}:\`${describe(error, key)}.`,
      );
    }
    case "minProperties":
    case "maxProperties":
      return source.diagnose("invalid-key", source.keySpan(path), ...propertyCount(name, known));
    case "type": {
      const found = Array.isArray(error.data)
        ? "a list"
        : error.data === null
          ? "nothing"
          : `${article(typeof error.data)} ${typeof error.data}`;
      const wanted = [error.params["type"]].flat().map((type) => KINDS[String(type)] ?? String(type));
      const quoting = wanted.includes("a text") && (typeof error.data === "number" || typeof error.data === "boolean");
      const help =
        name === "objective"
          ? `Write it as a percentage: ${name}: ${String(error.data)}%.`
          : quoting
            ? "Put it in quotes, with its unit if it has one."
            : `Write ${wanted.join(" or ")}.`;
      return source.diagnose(
        name === "objective" ? "invalid-objective" : "invalid-value",
        source.span(path),
        `\`${name}\` is ${found}, not ${wanted.join(" or ")}`,
        help,
      );
    }
    default:
      return source.diagnose(
        "invalid-value",
        source.span(path),
        `\`${name}\` ${invalid(error)}`,
        HELP[patternName(error)] ?? description(error) ?? otherwise(error),
      );
  }
}

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "a group of keys",
  string: "a text",
};

const HELP: Readonly<Record<string, string>> = {
  duration: "Write a duration such as 5m, 1h30m or 30d.",
  label: "A label has letters, digits and underscores, and does not start with a digit.",
  name: "Use lower-case letters, digits and hyphens, starting with a letter, at most 63.",
  url: "Write an address such as https://console.example.",
};

/** The name of the definition whose rule was broken: `#/definitions/duration/pattern` is `duration`. */
function patternName(error: ErrorObject): string {
  return /definitions\/(\w+)\/[a-zA-Z]+$/.exec(error.schemaPath)?.[1] ?? "";
}

function invalid(error: ErrorObject): string {
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
    default:
      return error.message ?? "is wrong";
  }
}

function propertyCount(name: string, known: readonly string[]): readonly [message: string, help: string] {
  if (name === "ratio")
    return ["`ratio` needs `total` and one of `bad` and `good`", "State either the bad or the good events, not both."];
  return [`\`${name}\` needs exactly one of ${known.join(", ")}`, "Choose one kind; each SLO has one indicator."];
}

function describe(error: ErrorObject, key: string): string {
  const text: unknown = error.parentSchema?.["properties"]?.[key]?.description;
  return typeof text === "string" ? ` (${text.replace(/\.$/, "")})` : "";
}

function description(error: ErrorObject): string | undefined {
  const text: unknown = error.parentSchema?.["description"];
  return typeof text === "string" ? text : undefined;
}

function otherwise(error: ErrorObject): string {
  return error.keyword === "const"
    ? `Write ${String(error.params["allowedValue"])}, or the keys it takes.`
    : "Mend the value.";
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? "an" : "a";
}

function pointerToPath(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
