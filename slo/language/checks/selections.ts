import type { Part } from "../../../foundation/findings/part.ts";
import { expressionsOf } from "../../model/indicator.ts";
import type { Selector } from "../../promql/syntax.ts";
import { selectorsOf } from "../../promql/walk.ts";
import type { DefinedSlo } from "../defined-slo.ts";

/** A selector of an SLO's indicator, and the text that it is a part of: offsets in the selector count from there. */
export interface Selection {
  readonly selector: Selector;
  readonly at: Part;
}

/** Every selector that an SLO's indicator reads. */
export function selections({ slo, at }: DefinedSlo): Selection[] {
  return Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) =>
    selectorsOf(expression).map((selector) => ({ selector, at: at.at("indicator", slo.indicator.kind, key) })),
  );
}
