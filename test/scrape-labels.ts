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
