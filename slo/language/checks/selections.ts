import type { Path, Span } from "../../../foundation/findings/yaml-source.ts";
import { expressionsOf } from "../../model/indicator.ts";
import type { Located, Selector } from "../../promql/syntax.ts";
import { selectorsOf } from "../../promql/walk.ts";
import type { DefinedSlo } from "../defined-slo.ts";

/** A selector of an SLO's indicator, and the key that states it (`bad`, `total`, `histogram`, …). */
export interface Selection {
  readonly key: string;
  readonly selector: Selector;
  /** Where a part of the selector stands in the file. */
  span(part: Located): Span;
}

/** Every selector that an SLO's indicator reads. */
export function selections({ slo, source, path }: DefinedSlo): Selection[] {
  return Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) => {
    const place: Path = [...path, "indicator", slo.indicator.kind, key];
    return selectorsOf(expression).map((selector) => ({
      key,
      selector,
      span: (part: Located) => source.spanWithin(place, part),
    }));
  });
}
