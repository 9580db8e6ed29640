/** Every finding the compiler can report, under the name it reports it by. `docs/checks.md` is made from this list. */
export const RULES = {
  "cyclic-escalation": "Escalation policies rise to each other in a circle, so people would be paged without end.",
  "duplicate-id": "Two SLOs have the same id `<service>-<name>`; their recorded history would mix.",
  "empty-interval": "Hours or a maintenance window end before they begin.",
  "fallback-not-email": "A fallback channel is not an email channel; it has to work when PagerDuty does not.",
  "file-too-large": "A file is larger than 5 MB; a definition file holds the promises of one service.",
  "file-unreadable": "A file or folder that was named cannot be read, or holds no definitions.",
  "grouping-lost": "An aggregation drops a label that `by` splits the SLO by.",
  "identical-selectors": "Bad (or good) and total select the same series, so the error ratio would always be 1 (or 0).",
  "invalid-expression": "PromQL that does not parse, or whose types do not fit, such as `rate` of an instant vector.",
  "invalid-key": "A key is missing, unknown, or stands beside a key it excludes.",
  "invalid-objective": "An objective is not a percentage above 0 % and below 100 %.",
  "invalid-regex": "A regular expression of a matcher is not valid RE2, so Prometheus would refuse the rules.",
  "invalid-value": "A value has the wrong type or form.",
  "invalid-window":
    "An SLO window is not between 1d and 90d, or an alert window is out of order or longer than the SLO's.",
  "missing-escalation": "An alert names no escalation, so nobody would be told.",
  "missing-last-route": "The last route has a match, or there is no route, so some alerts would reach nobody.",
  "missing-runbook": "An SLO pages somebody and gives no runbook.",
  "newer-promql":
    "An expression needs a newer Prometheus than the rules are for, or a feature flag; Prometheus would refuse the whole file.",
  "reserved-label": "`by` names a label that the compiler sets itself.",
  "runbook-form": "A runbook lacks front matter or one of the sections in their order, or a section is empty.",
  "runbook-link": "A link in a runbook leads to a runbook or a file that is not there.",
  "runbook-orphan": "No SLO leads to a runbook.",
  "runbook-query":
    "A query in a runbook does not parse or names a metric that nobody declares, or no query says whether it is real.",
  "runbook-review": "Nobody has read a runbook for truth for more than 400 days.",
  "runbook-translation": "A runbook is missing in one of the languages, or is for other alerts there.",
  "threshold-not-a-bucket-bound":
    "A latency threshold lies between two buckets, where a classic histogram cannot count.",
  "unclear-local-time":
    "A local time that the clocks of its zone skip, or show twice, when they are put forward or back.",
  "unknown-channel": "A step or the fallback names a channel that the routing file does not have.",
  "unknown-escalation":
    "An alert, a route or `rises_to` names an escalation policy that the routing file does not have.",
  "unknown-hours": "An escalation policy waits for hours that the routing file does not have.",
  "unknown-label": "A selector or `by` names a label that the metric does not declare.",
  "unknown-label-value": "A matcher selects values that the label never has, so it matches nothing or everything.",
  "unknown-metric": "A metric is not declared in any of the `metrics` files that slo/config.yaml lists.",
  "unknown-runbook": "An SLO names a runbook that is not in the folder `runbooks` of slo/config.yaml.",
  "unknown-slo": "A runbook names an SLO that does not exist, or leaves out one that leads to it.",
  "unknown-time-zone": "`time_zone` is not the name of a time zone.",
  "unreachable-route": "An earlier route takes every alert that this one would.",
  "unreachable-tier": "A burn rate times the error budget is 1 or more: not even a total outage would fire the alert.",
  "window-too-short": "An alert window is shorter than the base window (four scrapes), so its rate would be a guess.",
  "wrong-metric-type": "An indicator needs a counter, gauge or histogram and the metric is declared as another type.",
  "yaml-alias": "Definitions take no YAML anchors and aliases; `defaults` holds what SLOs share.",
  "yaml-multiple-documents": "A file holds more than one YAML document; one file describes one service.",
  "yaml-syntax": "The file is not valid YAML.",
} as const satisfies Record<string, string>;

export type RuleName = keyof typeof RULES;
