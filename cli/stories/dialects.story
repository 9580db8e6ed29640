$ slo check slos
$ slo show harbour-ferries slos/ferries.yaml

-- slos/slo.yaml --
apiVersion: openslo/v1
kind: SLO
metadata: { name: lending, displayName: Books are lent }
spec:
  service: library
  indicatorRef: lendng
  timeWindow: [{ duration: 1M, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ target: 0.999 }]
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: returns, labels: { team: readers } }
spec:
  service: library
  indicatorRef: lending
  objectives: [{ targetPercent: 99 }]
-- slos/sli.yaml --
apiVersion: openslo/v1
kind: SLI
metadata: { name: lending }
spec:
  ratioMetric:
    counter: true
    bad: { metricSource: { type: Prometheus, spec: { query: 'sum(http_requests_total{code="5xx"})' } } }
    total: { metricSource: { type: Prometheus, spec: { query: sum(http_requests_total) } } }
-- slos/ferries.yaml --
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: ferries, namespace: harbour, labels: { pyrra.dev/team: sailors } }
spec:
  target: "99.9"
  window: 4w
  indicator:
    ratio:
      errors: { metric: 'http_requests_total{code="500"}' }
      total: { metric: http_requests_total }

== check slos
slos/ferries.yaml:3:19 warning no-runbook: harbour-ferries pages without a runbook
  3 | metadata: { name: ferries, namespace: harbour, labels: { pyrra.dev/team: sailors } }
    |                   ^^^^^^^
    = Whoever is woken has nothing to go by: write one.

slos/ferries.yaml:3:39 warning dialect-assumed: this does not say everything; taken are tier 3, escalation `sailors`
  3 | metadata: { name: ferries, namespace: harbour, labels: { pyrra.dev/team: sailors } }
    |                                       ^^^^^^^
    = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

slos/sli.yaml:7:92 error unknown-label-value: `code` of `http_requests_total` is never `5xx`
  7 |     bad: { metricSource: { type: Prometheus, spec: { query: 'sum(http_requests_total{code="5xx"})' } } }
    |                                                                                            ^^^
    = Its values: 200, 404, 500.

slos/slo.yaml:5:12 warning dialect-assumed: this does not say everything; taken are owner `library`, tier 3, escalation `library`
  5 |   service: library
    |            ^^^^^^^
    = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

slos/slo.yaml:6:17 error dialect-reference: there is no SLI `lendng` in these files
  6 |   indicatorRef: lendng
    |                 ^^^^^^
    = Did you mean `lending`?

slos/slo.yaml:7:16 warning dialect-period: a period of `1M` is counted in months; it is read as any 30d
  7 |   timeWindow: [{ duration: 1M, isRolling: true }]
    |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = Periods roll here: any 30 days, for example, whenever somebody looks.

slos/slo.yaml:15:12 warning dialect-assumed: this does not say everything; taken are tier 3, escalation `readers`
  15 |   service: library
     |            ^^^^^^^
     = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

2 errors and 5 warnings
== exit 1

== show harbour-ferries slos/ferries.yaml
harbour-ferries
ferries

Promise     99.9% over 28d
Service     harbour, tier 3, owner sailors
Defined in  slos/ferries.yaml:3
Runbook     none

Indicator: ratio, bad events over all events
  bad       http_requests_total{code="500"}
  total     http_requests_total

Error budget
  1 - 0.999 = 0.001, so 1,000 of a million events may be bad
  0.001 x 28d = 40m19s of total outage spends it all

Page to sailors
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  14x        1h    5m     14 x 0.001 = 1.4%           2.083%        51s
  7x         6h    30m    7 x 0.001 = 0.7%            6.25%         2m32s

Ticket to sailors
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  2x         1d    2h     2 x 0.001 = 0.2%            7.143%        2m53s
  1x         4d    6h     1 x 0.001 = 0.1%            14.29%        5m46s

Absence: alerts when the signal has been gone for 3m, or has not come 18m after the promise was made
slos/ferries.yaml:3:19 warning no-runbook: harbour-ferries pages without a runbook
  3 | metadata: { name: ferries, namespace: harbour, labels: { pyrra.dev/team: sailors } }
    |                   ^^^^^^^
    = Whoever is woken has nothing to go by: write one.

slos/ferries.yaml:3:39 warning dialect-assumed: this does not say everything; taken are tier 3, escalation `sailors`
  3 | metadata: { name: ferries, namespace: harbour, labels: { pyrra.dev/team: sailors } }
    |                                       ^^^^^^^
    = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

== exit 0
