import type { ErrorObject, ValidateFunction } from "ajv";
import type { Static, TSchema } from "typebox";
import { compileSchema, type Purpose } from "./compile.ts";

/** One way in which a value does not fit its schema. */
export type Offence = ErrorObject;

/** Whether a value fits a schema. */
export interface Check<T> {
  (value: unknown): value is T;
  /** What keeps a value from fitting; empty when it fits. */
  readonly offences: (value: unknown) => readonly Offence[];
}

/**
 * The check of a schema, which is compiled at its first use: a program pays only for what it reads. Checks of `texts` and
 * `settings` change the value that they are given. Schemas are strict: one with a keyword that nobody knows throws.
 */
export function checkOf<const Schema extends TSchema>(
  schema: Schema,
  purpose: Purpose = "message",
): Check<Static<Schema>> {
  return checkOfJson(schema, purpose);
}

/** The same for a schema that is kept as JSON, and whose type stands elsewhere: a test holds the two together. */
export function checkOfJson<T>(schema: object, purpose: Purpose): Check<T> {
  let compiled: ValidateFunction<T> | undefined;
  const validator = (): ValidateFunction<T> => {
    compiled ??= compileSchema<T>(schema, purpose);
    return compiled;
  };
  const fits = (value: unknown): value is T => validator()(value);
  const offences = (value: unknown): readonly Offence[] => {
    const validate = validator();
    return validate(value) ? [] : (validate.errors ?? []);
  };
  return Object.assign(fits, { offences });
}
