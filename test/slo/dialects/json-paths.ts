/** Keys and indexes from the root of a value to a part of it. */
export type JsonPath = readonly (string | number)[];

/** The paths of everything in a value that is no group or list. */
export function leavesOf(value: unknown, path: JsonPath = []): JsonPath[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  // A group with nothing in it says nothing.
  return inner.flatMap(([key, one]) => leavesOf(one, [...path, key]));
}

export function valueAt(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

/** Another value of the same kind. */
export function otherThan(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  return typeof value === "number" ? value + 1 : `${String(value)}x`;
}

/** The value with another one at a path. */
export function replaced(value: unknown, [step, ...rest]: JsonPath, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((one: unknown, index) => (index === step ? replaced(one, rest, by) : one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === step ? replaced(one, rest, by) : one]),
  );
}

/** The value without what stands at a path. */
export function without(value: unknown, [step, ...rest]: JsonPath): unknown {
  if (step === undefined) return undefined;
  if (Array.isArray(value))
    return value.flatMap((one: unknown, index) => {
      if (index !== step) return [one];
      return rest.length === 0 ? [] : [without(one, rest)];
    });
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      if (key !== step) return [[key, one]];
      return rest.length === 0 ? [] : [[key, without(one, rest)]];
    }),
  );
}
