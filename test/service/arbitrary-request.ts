import fc from "fast-check";

/** As much of JSON Schema as the API's document uses. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly schema: Schema;
}

interface Described {
  readonly operationId: string;
  readonly "x-roles"?: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
}

/** An operation as the OpenAPI document describes it. */
export interface DocumentedOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Undefined when anybody may call. */
  readonly roles: readonly string[] | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
}

/** A request to an operation: values that mostly fit its document. */
export interface WrittenRequest {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export function documentedOperations(openApi: string): DocumentedOperation[] {
  const { paths }: { paths: Record<string, Record<string, Described>> } = JSON.parse(openApi);
  return Object.entries(paths).flatMap(([path, own]) =>
    Object.entries(own).map(([method, { operationId: id, "x-roles": roles, parameters, requestBody }]) => {
      const body = requestBody?.content["application/json"].schema;
      return { id, method: method.toUpperCase(), path, roles, parameters, body };
    }),
  );
}

/** What strangers, broken clients and databases' test suites send. */
export const NASTY_TEXTS = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "x\udc00y",
  "\ufffe",
  "__proto__",
  "'; --",
  "%00",
  "💥".repeat(99),
];
const NASTY_MOMENTS = [
  "2026-06-30T23:59:60Z",
  "2026-02-30",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59-23:59",
  "24:00",
];
const NASTY_NUMBERS = [3_000_000_000, -3_000_000_000, 1e15, 2 ** 53, 1e308, -1, 0.5, 5e-324];
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...NASTY_TEXTS, ...NASTY_MOMENTS, ...NASTY_NUMBERS),
  fc.constantFrom({ "\u0000": 1 }, { "\udfff": "x" }, [], {}, null, true, ""),
  fc.string({ unit: "binary" }),
  fc.jsonValue(),
);

/**
 * Requests to an operation: values that fit, made of `known` texts now and then, of which about every second request has one
 * at any place that is nasty.
 */
export function arbitraryRequest(
  operation: DocumentedOperation,
  known: readonly string[],
  spoiling: fc.Arbitrary<unknown> = nasty,
): fc.Arbitrary<WrittenRequest> {
  const place = (name: Parameter["in"]) => {
    const own = operation.parameters.filter((parameter) => parameter.in === name);
    return fc.record(Object.fromEntries(own.map((parameter) => [parameter.name, valueFor(parameter.schema, known)])), {
      requiredKeys: own.flatMap((parameter) => (parameter.required ? [parameter.name] : [])),
    });
  };
  const fitting = fc.record({
    path: place("path"),
    query: place("query"),
    header: place("header"),
    body: operation.body === undefined ? fc.constant(undefined) : valueFor(operation.body, known),
  });
  const spoil = fc.oneof(fc.constant(undefined), fc.record({ at: fc.nat(), with: spoiling }));
  return fc
    .tuple(fitting, spoil)
    .map(([request, spoilt]) => (spoilt === undefined ? request : spoiltBy(request, spoilt)));
}

function valueFor(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((own) => valueFor(own, known)));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const { minimum: min = -1_000_000, maximum: max = 1_000_000 } = schema;
  switch (schema.type) {
    case "string":
      return textOf(schema, known);
    case "integer":
      // A document that names no bound says that every number will do.
      return schema.maximum === undefined
        ? fc.oneof(fc.integer({ min, max }), fc.constantFrom(3_000_000_000, 1e15))
        : fc.integer({ min, max });
    case "number":
      return fc.double({ min, max, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(valueFor(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(4, schema.maxItems ?? 4),
      });
    case "object":
      return objectOf(schema, known);
    default:
      throw new Error(`what is a value of ${JSON.stringify(schema)}?`);
  }
}

function textOf({ format, pattern, minLength, maxLength }: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const moment = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
  if (format === "date-time") return moment.map((date) => date.toISOString());
  if (format === "date") return moment.map((date) => date.toISOString().slice(0, 10));
  const text = fc.string({ minLength: minLength ?? 0, maxLength: Math.min(40, maxLength ?? 40) });
  return fc.oneof(text, fc.constantFrom(...known));
}

function objectOf({ properties = {}, patternProperties, required = [] }: Schema, known: readonly string[]) {
  const own = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueFor(schema, known)]));
  const [free] = Object.values(patternProperties ?? {});
  if (free !== undefined) {
    const names = fc.oneof(fc.constantFrom("quantity", "name", "stage", "address", "state", "tax_id"), fc.string());
    return fc.dictionary(names, valueFor(free, known), { maxKeys: 5 });
  }
  return fc.record(own, { requiredKeys: [...required] });
}

/** The same with another value at one of its places. */
function spoiltBy(request: WrittenRequest, spoil: { readonly at: number; readonly with: unknown }): WrittenRequest {
  const places = [...placesIn(request)].filter((path) => path.length > 1 || path[0] === "body");
  const chosen = places[spoil.at % Math.max(1, places.length)];
  return chosen === undefined ? request : { ...request, ...asObject(replaced(request, chosen, spoil.with)) };
}

function* placesIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  for (const [key, own] of Object.entries(asObject(value))) {
    // An operation without a body has no place for one.
    if (own === undefined) continue;
    yield [...path, key];
    yield* placesIn(own, [...path, key]);
  }
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...asObject(value) };
  return Object.assign(copy, { [key]: replaced(asObject(value)[key], rest, by) });
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
