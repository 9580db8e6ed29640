import type { Read } from "../../../foundation/findings/finding.ts";
import type { Path } from "../../../foundation/findings/part.ts";
import type { FileSchema } from "../../../foundation/findings/schema.ts";
import type { ForeignObject } from "./dialect.ts";
import { Field } from "./field.ts";

/**
 * An object as far as it fits its schema. Items of the list at `list` that do not fit are left out, so that one of them does not hide
 * what is wrong with the others: they become nothing, which keeps the places of the rest.
 */
export function fittingObject<T>(schema: FileSchema<T>, { value, at }: ForeignObject, list: Path = []): Read<Field> {
  const { findings, offences } = schema.check(value, at);
  if (findings.length === 0) return { value: new Field(value, at), findings };
  const broken = new Set(
    offences.map((path) =>
      list.length > 0 && list.every((step, index) => path[index] === step) ? path[list.length] : undefined,
    ),
  );
  if (broken.has(undefined)) return { findings };
  return { value: new Field(without(value, list, broken), at), findings };
}

/** The value with nothing in place of some items of a list in it. */
function without(value: unknown, [step, ...rest]: Path, broken: ReadonlySet<unknown>): unknown {
  if (step === undefined)
    return Array.isArray(value) ? value.map((item: unknown, index) => (broken.has(index) ? undefined : item)) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === step ? without(inner, rest, broken) : inner]),
  );
}
