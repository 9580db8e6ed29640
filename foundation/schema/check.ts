import { Ajv, type ErrorObject, type Options, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import type { Static, TSchema } from "typebox";
import { isMoment } from "./moment.ts";

/** One way in which a value does not fit its schema. */
export type Offence = ErrorObject;

/** Whether a value fits a schema. */
export interface Check<T> {
  (value: unknown): value is T;
  /** What keeps a value from fitting; empty when it fits. */
  readonly offences: (value: unknown) => readonly Offence[];
}

/** Who speaks, and so how much of what is wrong has to be told. */
const PURPOSES = {
  /** Another program. Its first offence is enough: however much is wrong, telling it costs no more. */
  message: {},
  /** The address and the headers of a request: texts, which become numbers and booleans where the schema says so. */
  texts: { coerceTypes: true },
  /** A person. All offences at once, each with its value and its part of the schema. */
  writing: { allErrors: true, verbose: true },
  /** A person through the environment: texts, and defaults for what is missing. */
  settings: { allErrors: true, verbose: true, coerceTypes: true, useDefaults: true },
} satisfies Readonly<Record<string, Options>>;

export type Purpose = keyof typeof PURPOSES;

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
    compiled ??= compilerFor(purpose).compile<T>(schema);
    return compiled;
  };
  const fits = (value: unknown): value is T => validator()(value);
  const offences = (value: unknown): readonly Offence[] => {
    const validate = validator();
    return validate(value) ? [] : (validate.errors ?? []);
  };
  return Object.assign(fits, { offences });
}

/** An `else` may require what the schema around it describes, and a key may take a text or a number. */
const STRICT: Options = { strict: true, strictRequired: false, allowUnionTypes: true };

const compilers = new Map<Purpose, Ajv>();

function compilerFor(purpose: Purpose): Ajv {
  const known = compilers.get(purpose);
  if (known !== undefined) return known;
  // Types and tests hold schemas to their form: to check it again would double the work at every start.
  const ajv = new Ajv({ ...PURPOSES[purpose], ...STRICT, meta: false, validateSchema: false });
  ajv.addVocabulary(["errorMessage"]);
  // ajv-formats is CommonJS: its default export is the module.
  addFormatsModule.default(ajv).addFormat("date-time", isMoment);
  compilers.set(purpose, ajv);
  return ajv;
}
