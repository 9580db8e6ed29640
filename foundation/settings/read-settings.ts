import type { Static, TObject } from "typebox";
import { checkOf, type Offence } from "../schema/check.ts";

/** What is wrong with the environment; the message has one line for each variable, without its value: it may be a secret. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/**
 * Reads the environment variables that a schema names, as its types and with its defaults; empty ones count as not set.
 * Throws a SettingsError with all that is wrong.
 */
export function readSettings<const Schema extends TObject>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): Static<Schema> {
  const given = Object.keys(schema.properties).flatMap((name): Array<[string, string]> => {
    const value = environment[name];
    return value === undefined || value === "" ? [] : [[name, value]];
  });
  const check = checkOf(schema, "settings");
  const settings: unknown = Object.fromEntries(given);
  if (check(settings)) return settings;
  throw new SettingsError(check.offences(settings).map(explain));
}

/** A pattern is for programs: people are told what its schema's description says. */
function explain({ instancePath, message, parentSchema, params, keyword }: Offence): string {
  const described: unknown = keyword === "pattern" ? parentSchema?.["description"] : undefined;
  const expected = described === undefined ? message : `must be ${String(described)}`;
  const values = keyword === "enum" ? `: ${params["allowedValues"].join(", ")}` : "";
  return `${instancePath.slice(1)}: ${expected}${values}`;
}
