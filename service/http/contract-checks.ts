import type { TSchema } from "typebox";
import { checkOf, type Offence } from "../../foundation/schema/check.ts";
import type { Purpose } from "../../foundation/schema/compile.ts";
import { findUnstorable, LARGEST_INTEGER } from "../../foundation/storage/storable.ts";
import type { Contract } from "./operation.ts";
import type { Violation } from "./problem.ts";

const PLACES = ["params", "query", "headers", "body"] as const;
type Place = (typeof PLACES)[number];

/**
 * Whether requests keep a contract: what its schemas say, and that nothing is in them which a database refuses. Texts of
 * the address and the headers become numbers where the schema says so; a body means what it says.
 */
export function contractChecks(contract: Contract): (given: Readonly<Record<Place, unknown>>) => Violation[] {
  const checks = PLACES.map((place) => ({
    place,
    check: placeCheck(contract[place], place === "body" ? "message" : "texts"),
  }));
  return (given) => checks.flatMap(({ place, check }) => check(given[place]).map((found) => at(place, found)));
}

const at = (place: Place, { pointer, detail }: Violation): Violation => ({ pointer: `/${place}${pointer}`, detail });

function placeCheck(schema: TSchema | undefined, purpose: Purpose): (value: unknown) => Violation[] {
  if (schema === undefined) return () => [];
  const check = checkOf(storable(schema), purpose);
  return (value) => {
    const offences = check.offences(value);
    if (offences.length > 0) return offences.map(violation);
    const unstorable = findUnstorable(value);
    return unstorable === undefined ? [] : [{ pointer: unstorable.pointer, detail: unstorable.reason }];
  };
}

function violation({ instancePath, message, params }: Offence): Violation {
  const extra = "additionalProperty" in params ? `: ${String(params["additionalProperty"])}` : "";
  return { pointer: instancePath, detail: `${message ?? "is not valid"}${extra}` };
}

/** The schema of a part of a request, with numbers no larger than a column holds. */
export function storable(schema: TSchema): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) =>
    isUnboundNumber(value) ? { ...value, ...BOUNDS, ...value } : value,
  );
}

const BOUNDS = { minimum: -LARGEST_INTEGER, maximum: LARGEST_INTEGER };

function isUnboundNumber(value: unknown): value is object {
  if (typeof value !== "object" || value === null || !("type" in value) || "const" in value) return false;
  return value.type === "integer" || value.type === "number";
}
