import { Ajv, type Options, type ValidateFunction } from "ajv";
import addFormatsModule from "ajv-formats";
import { isMoment } from "./moment.ts";

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

/** An `else` may require what the schema around it describes, and a key may take a text or a number. */
const STRICT: Options = { strict: true, strictRequired: false, allowUnionTypes: true };

const compilers = new Map<Purpose, Ajv>();

/** The function that tells whether a value fits. To make it takes longer than to run it: bundles have it ready for kept schemas. */
export function compileSchema<T>(schema: object, purpose: Purpose): ValidateFunction<T> {
  const compiler = compilers.get(purpose) ?? compilerFor(purpose);
  compilers.set(purpose, compiler);
  return compiler.compile<T>(schema);
}

/** A compiler of schemas; `code` says which code it makes. */
export function compilerFor(purpose: Purpose, code: Options["code"] = {}): Ajv {
  // Types and tests hold schemas to their form: to check it again would double the work at every start.
  const ajv = new Ajv({ ...PURPOSES[purpose], ...STRICT, meta: false, validateSchema: false, code });
  ajv.addVocabulary(["errorMessage"]);
  // ajv-formats is CommonJS: its default export is the module.
  addFormatsModule.default(ajv).addFormat("date-time", isMoment);
  return ajv;
}
