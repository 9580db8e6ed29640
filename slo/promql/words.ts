/*
 * Names that PromQL reads as something else where they stand bare: `metric_identifier` and `maybe_label` in the grammar of Prometheus
 * (promql/parser/generated_parser.y), the same in 2.42 and 3.16.
 */
const NO_METRIC = /^(?:inf|nan|atan2|bool|on|ignoring|group_left|group_right)$/i;
const NO_GROUPING_LABEL = /^(?:inf|nan|without)$/i;

export function canNameMetric(name: string): boolean {
  return !NO_METRIC.test(name);
}

/** Whether it can stand in `by (…)`, `on (…)` and their kin; between the braces of a selector every label can. */
export function canBeGroupedBy(label: string): boolean {
  return !NO_GROUPING_LABEL.test(label);
}
