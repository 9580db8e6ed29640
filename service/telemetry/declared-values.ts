import { DECLARED } from "./declared-metrics.gen.ts";
import type { LabelsOf, MetricName } from "./metrics.ts";

type Values = readonly string[] | "any";

/** One of a label's declared values, for text that comes from data; `otherwise` when it is none of them. */
export function declaredValue<Name extends MetricName, Label extends keyof LabelsOf<Name> & string>(
  name: Name,
  label: Label,
  value: string,
  otherwise: LabelsOf<Name>[Label],
): LabelsOf<Name>[Label] {
  return isDeclared(name, label, value) ? value : otherwise;
}

function isDeclared<Name extends MetricName, Label extends keyof LabelsOf<Name> & string>(
  name: Name,
  label: Label,
  value: string,
): value is string & LabelsOf<Name>[Label] {
  const labels: Readonly<Record<string, Values>> = DECLARED[name].labels;
  return labels[label] === "any" || labels[label]?.includes(value) === true;
}

/** Every set of label values; an open label has none, so that nothing can be expected of it. */
export function combinations(labels: Readonly<Record<string, Values>>): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (sets, [label, values]) =>
      sets.flatMap((set) => (values === "any" ? [] : values.map((value) => ({ ...set, [label]: value })))),
    [{}],
  );
}
