const OPERATOR = "Prometheus Operator";
const GOOGLE = "Managed Service for Prometheus";

/**
 * Labels that a scrape puts on every series, and who puts them there. A program's own label of that name becomes
 * `exported_…` (honor_labels is off by default), and whoever selects by it then selects the scrape's.
 * https://prometheus.io/docs/concepts/jobs_instances/
 * https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/promcfg.go
 * https://cloud.google.com/stackdriver/docs/managed-prometheus/troubleshooting#reserved-labels
 */
export const SCRAPE_LABELS: ReadonlyMap<string, string> = new Map([
  ["job", "Prometheus"],
  ["instance", "Prometheus"],
  ["namespace", OPERATOR],
  ["service", OPERATOR],
  ["pod", OPERATOR],
  ["container", OPERATOR],
  ["endpoint", OPERATOR],
  ["ingress", OPERATOR],
  ["node", OPERATOR],
  ["prometheus", OPERATOR],
  ["prometheus_replica", OPERATOR],
  ["cluster", GOOGLE],
  ["location", GOOGLE],
  ["project_id", GOOGLE],
  ["top_level_controller_name", GOOGLE],
  ["top_level_controller_type", GOOGLE],
]);

/**
 * Whether series of this name have no labels but those of their target: what Prometheus itself says of a scrape, and what a prober
 * says of the target that it was given. Nothing else tells them apart.
 * https://prometheus.io/docs/concepts/jobs_instances/#automatically-generated-labels-and-time-series
 * https://github.com/prometheus/blackbox_exporter#prometheus-configuration
 */
export function isAboutItsTarget(metric: string): boolean {
  return /^(up|scrape_.+|probe_.+)$/.test(metric);
}
