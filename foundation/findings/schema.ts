import { checkOfJson } from "../schema/check.ts";
import type { Read } from "./finding.ts";
import type { Part, Path } from "./part.ts";
import { findingOf, isTelling, pathOf } from "./schema-finding.ts";

/** The JSON Schema of a kind of file, and the type of what fits it. */
export interface FileSchema<T> {
  readonly fits: (value: unknown) => value is T;
  /** The value that is written at `at`, or everything that keeps it from fitting, with the path of each offence. */
  readonly check: (value: unknown, at: Part) => Read<T> & { readonly offences: readonly Path[] };
}

export function fileSchema<T>(schema: object): FileSchema<T> {
  const fits = checkOfJson<T>(schema, "writing");
  return {
    fits,
    check: (value, at) => {
      if (fits(value)) return { value, findings: [], offences: [] };
      const offences = fits.offences(value).filter(isTelling);
      return { findings: offences.map((offence) => findingOf(at, offence, value)), offences: offences.map(pathOf) };
    },
  };
}
