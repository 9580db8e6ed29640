import { rulesOf } from "../../foundation/findings/finding.ts";

/** What can be wrong with promises, besides what can be wrong with any file. */
export const SLO_RULES = rulesOf({
  "duplicate-id": {
    severity: "error",
    meaning: "Two SLOs have the same id `<service>-<name>`; their recorded history would mix.",
  },
  "grouping-lost": {
    severity: "error",
    meaning: "An aggregation drops a label that `by` splits the SLO by.",
  },
  "identical-selectors": {
    severity: "error",
    meaning: "Bad (or good) and total select the same series, so the error ratio would always be 1 (or 0).",
  },
  "invalid-expression": {
    severity: "error",
    meaning: "PromQL that does not parse, or whose types do not fit, such as `rate` of an instant vector.",
  },
  "invalid-objective": {
    severity: "error",
    meaning: "An objective is not a percentage above 0 % and below 100 %.",
  },
  "invalid-regex": {
    severity: "error",
    meaning: "A regular expression of a matcher is not valid RE2, so Prometheus would refuse the rules.",
  },
  "invalid-window": {
    severity: "error",
    meaning: "An SLO window is not between 1d and 90d, or an alert window is out of order or longer than the SLO's.",
  },
  "missing-escalation": {
    severity: "error",
    meaning: "An alert names no escalation, so nobody would be told.",
  },
  "missing-runbook": { severity: "error", meaning: "An SLO pages somebody and gives no runbook." },
  "newer-promql": {
    severity: "error",
    meaning:
      "An expression needs a newer Prometheus, another engine or a feature flag than `prometheus` in slo/config.yaml names; the whole file would be refused.",
  },
  "no-runbook": {
    severity: "warning",
    meaning: "An SLO pages somebody and says that there is no runbook (`runbook: none`, or a file of another tool).",
  },
  "other-unit": {
    severity: "error",
    meaning: "A latency threshold is taken in another unit than the histogram is declared to count in.",
  },
  "reserved-label": {
    severity: "error",
    meaning:
      "`by`, or the configuration's `labels`, names a label that the compiler sets itself, or `by` a word that PromQL groups by no label of.",
  },
  "target-label": {
    severity: "warning",
    meaning:
      "A selector names a label that the scrape sets, or the compiled rules do: whose value it is depends on who scrapes, unless the metric's declaration says so under `target_labels`.",
  },
  "threshold-not-a-bucket-bound": {
    severity: "error",
    meaning: "A latency threshold lies between two buckets, where a classic histogram cannot count.",
  },
  "unknown-escalation": {
    severity: "error",
    meaning: "An alert names an escalation policy that the routing file does not have.",
  },
  "unknown-label": {
    severity: "error",
    meaning: "A selector or `by` names a label that the metric does not declare.",
  },
  "unknown-label-value": {
    severity: "error",
    meaning: "A matcher selects values that the label never has, so it matches nothing or everything.",
  },
  "unknown-metric": {
    severity: "error",
    meaning: "A metric is not declared in any of the `metrics` files that slo/config.yaml lists.",
  },
  "unknown-runbook": {
    severity: "error",
    meaning: "An SLO names a runbook that is not in the folder `runbooks` of slo/config.yaml.",
  },
  "unreachable-tier": {
    severity: "error",
    meaning: "A burn rate times the error budget is 1 or more: not even a total outage would fire the alert.",
  },
  "window-too-short": {
    severity: "error",
    meaning: "An alert window is shorter than the base window (four scrapes), so its rate would be a guess.",
  },
  "wrong-metric-type": {
    severity: "error",
    meaning: "An indicator needs a counter, gauge or histogram and the metric is declared as another type.",
  },
});
