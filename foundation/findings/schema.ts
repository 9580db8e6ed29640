import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import type { Read } from "./finding.ts";
import { findingOf, isTelling, pathOf } from "./schema-finding.ts";
import type { Path, YamlSource } from "./yaml-source.ts";

/** A JSON Schema, and the type of what fits it. */
export interface Schema<T> {
  fits(value: unknown): value is T;
  /** The value, or everything that keeps it from fitting, with the path of each offence. */
  check(source: YamlSource): Read<T> & { readonly offences: readonly Path[] };
}

/** Loads a schema; it is compiled at its first use, so that a command pays only for the files it reads. */
export function loadSchema<T>(place: string): Schema<T> {
  let compiled: ValidateFunction<T> | undefined;
  const validator = (): ValidateFunction<T> => {
    compiled ??= compileSchema<T>(place);
    return compiled;
  };
  return {
    fits: (value): value is T => validator()(value),
    check(source) {
      const validate = validator();
      const value = source.value();
      if (validate(value)) return { value, findings: [], offences: [] };
      const errors = (validate.errors ?? []).filter(isTelling);
      return {
        findings: errors.map((error) => findingOf(source, error)),
        offences: errors.map(pathOf),
      };
    },
  };
}

function compileSchema<T>(place: string): ValidateFunction<T> {
  const schema: object = JSON.parse(readFileSync(place, "utf8"));
  return new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictTypes: false }).compile<T>(schema);
}
