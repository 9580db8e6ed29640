import Type, { type Static, type TProperties, type TSchema, type TSchemaOptions, type TUnsafe } from "typebox";

/*
 * What schemas of files are made of. Programs do not load them: they read the JSON Schema that tests keep beside each of them, and
 * take its type from here. `description` says what a key is for; `errorMessage` what to do where a value does not fit, in an editor too.
 */

/** A group of keys, and no others. */
export function group<Properties extends TProperties>(properties: Properties, options: TSchemaOptions = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** A group with exactly one of these keys. */
export function oneOf<Properties extends TProperties>(properties: Properties, options: TSchemaOptions) {
  const all = Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, Type.Optional(schema)]));
  return Type.Unsafe<Partial<Static<ReturnType<typeof Type.Object<Properties>>>>>(
    group(all, { minProperties: 1, maxProperties: 1, ...options }),
  );
}

/** Values under names that people choose. */
export function named<Value extends TSchema>(name: TSchema, value: Value, options: TSchemaOptions = {}) {
  return Type.Unsafe<Record<string, Static<Value>>>({
    type: "object",
    propertyNames: name,
    additionalProperties: value,
    ...options,
  });
}

/** The word, or what the schema says; a value that is no such word is held against the schema. */
export function wordOr<const Word extends string, Otherwise extends TSchema>(
  word: Word,
  otherwise: Otherwise,
  options: TSchemaOptions = {},
): TUnsafe<Word | Static<Otherwise>> {
  return Type.Unsafe({ if: { const: word }, else: otherwise, ...options });
}

/** What the schema of a group or list says, or the word; a value that is of another type is held against the word. */
export function orWord<Written extends TSchema & { readonly type: string }, const Word extends string>(
  written: Written,
  word: Word,
  options: TSchemaOptions = {},
): TUnsafe<Static<Written> | Word> {
  const isWritten = { type: written.type };
  return Type.Unsafe({
    allOf: [
      { if: isWritten, else: { const: word } },
      { if: { not: isWritten }, else: written },
    ],
    ...options,
  });
}

export function textOrNumber(options: TSchemaOptions) {
  return Type.Unsafe<string | number>({ type: ["string", "number"], ...options });
}

/** A text, or several. */
export function textOrTexts(options: TSchemaOptions) {
  return Type.Unsafe<string | readonly string[]>({
    type: ["string", "array"],
    items: { type: "string" },
    minItems: 1,
    ...options,
  });
}

/** The name of a thing that people define. */
export function name(options: TSchemaOptions = {}) {
  return Type.String({
    pattern: "^[a-z][a-z0-9-]{0,62}$",
    errorMessage: "Use lower-case letters, digits and hyphens, starting with a letter, at most 63.",
    ...options,
  });
}

/** A Prometheus label. */
export function label(options: TSchemaOptions = {}) {
  return Type.String({
    pattern: "^[a-zA-Z_][a-zA-Z0-9_]*$",
    errorMessage: "A label has letters, digits and underscores, and does not start with a digit.",
    ...options,
  });
}

/** A Prometheus duration. */
export function duration(options: TSchemaOptions = {}) {
  return Type.String({
    pattern: "^(\\d+(ms|[smhdwy]))+$",
    description: "A Prometheus duration: 5m, 1h30m, 30d.",
    errorMessage: "Write a duration such as 5m, 1h30m or 30d.",
    ...options,
  });
}

/** An address without a query. */
export function url(options: TSchemaOptions = {}) {
  return Type.String({
    pattern: "^https?://[^\\s/?#]+[^\\s?#]*$",
    errorMessage: "Write an address such as https://console.example.",
    ...options,
  });
}
