$ slo check
$ slo show bakery-oven-errors sloth.yaml
$ slo compile --out build --target prometheus sloth.yaml
$ slo check broken.yaml
$ slo check unknown.yaml
$ slo check mixed.yaml

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: none

-- sloth.yaml --
version: prometheus/v1
service: bakery
labels: { owner: bakers, tier: "2" }
slos:
  - name: oven_errors
    objective: 99.9
    description: Loaves come out of the oven as they should.
    sli:
      events:
        error_query: sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))
        total_query: sum(rate(http_requests_total[{{.window}}]))
    alerting:
      name: OvenBurns
      page_alert: { labels: { severity: critical } }

-- broken.yaml --
version: prometheus/v1
service: bakery
labels: { owner: bakers, tier: "2", escalation: oncall }
slos:
  - name: unknown-metric
    objective: 99.9
    sli:
      events:
        error_query: |
          sum(rate(http_requests_totl{code="500"}[{{.window}}]))
        total_query: sum(rate(http_requests_total[{{.window}}]))
    alerting: { page_alert: { disable: true } }
  - name: template
    objective: 99.9
    sli: { raw: { error_ratio_query: "1 - avg_over_time(probe_success{job=\"a\"}[{{.windw}}])" } }
    alerting: { page_alert: { disable: true } }
  - name: typo
    objective: 100
    sli: { event: {} }
    alerting: { pagealert: { disable: true } }

-- unknown.yaml --
apiVersion: openslo/v3
kind: SLO
metadata: { name: a }
---
apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevels
metadata: { name: b }
---
version: prometheus/v2
service: c

-- mixed.yaml --
version: prometheus/v1
service: bakery
labels: { owner: bakers, tier: "2", escalation: oncall }
slos:
  - name: oven-errors
    objective: 99.9
    sli:
      events:
        error_query: sum(rate(http_requests_total{code="500"}[{{.window}}]))
        total_query: sum(rate(http_requests_total[{{.window}}]))
    alerting: { page_alert: { disable: true } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: bakery }
data: {}
---
service: orders
owner: order-team
tier: 1
slos: []

== check
slo/definitions/orders.yaml:10:14 warning no-runbook: orders-availability pages without a runbook
  10 |     runbook: none
     |              ^^^^
     = Whoever is woken has nothing to go by: write one.

1 warning
== exit 0

== show bakery-oven-errors sloth.yaml
bakery-oven-errors
Loaves come out of the oven as they should.

Promise     99.9% over 30d
Service     bakery, tier 2, owner bakers
Defined in  sloth.yaml:5
Runbook     none

Indicator: ratio, bad events over all events
  bad       http_requests_total{code=~"5.."}
  total     http_requests_total

Error budget
  1 - 0.999 = 0.001, so 1,000 of a million events may be bad
  0.001 x 30d = 43m12s of total outage spends it all

Page to bakers
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  14.4x      1h    5m     14.4 x 0.001 = 1.44%        2%            52s
  6x         6h    30m    6 x 0.001 = 0.6%            5%            2m10s

Ticket to bakers
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  3x         1d    2h     3 x 0.001 = 0.3%            10%           4m20s
  1x         3d    6h     1 x 0.001 = 0.1%            10%           4m20s

Absence: alerts when the signal has been gone for 10m, or has not come 1h after the promise was made
sloth.yaml:2:10 warning dialect-assumed: this does not say everything; taken are escalation `bakers`
  2 | service: bakery
    |          ^^^^^^
    = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

sloth.yaml:5:11 warning dialect-name: `oven_errors` becomes `oven-errors`
  5 |   - name: oven_errors
    |           ^^^^^^^^^^^
    = Ids have small letters, digits and hyphens, and history hangs on them: keep the name, or take the id.

sloth.yaml:5:11 warning no-runbook: bakery-oven-errors pages without a runbook
  5 |   - name: oven_errors
    |           ^^^^^^^^^^^
    = Whoever is woken has nothing to go by: write one.

sloth.yaml:13:7 warning dialect-alert-name: alerts do not get this name
  13 |       name: OvenBurns
     |       ^^^^
     = Alerts are named SLOBudgetBurn and SLOSignalAbsent; their label `slo` tells whose they are.

sloth.yaml:14:21 warning dialect-labels: the label `severity` is not passed on
  14 |       page_alert: { labels: { severity: critical } }
     |                     ^^^^^^
     = Route and filter by `slo`, `slo_service`, `owner`, `tier` and `escalation`.

== exit 0

== compile --out build --target prometheus sloth.yaml
sloth.yaml:2:10 warning dialect-assumed: this does not say everything; taken are escalation `bakers`
  2 | service: bakery
    |          ^^^^^^
    = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

sloth.yaml:5:11 warning dialect-name: `oven_errors` becomes `oven-errors`
  5 |   - name: oven_errors
    |           ^^^^^^^^^^^
    = Ids have small letters, digits and hyphens, and history hangs on them: keep the name, or take the id.

sloth.yaml:5:11 warning no-runbook: bakery-oven-errors pages without a runbook
  5 |   - name: oven_errors
    |           ^^^^^^^^^^^
    = Whoever is woken has nothing to go by: write one.

sloth.yaml:13:7 warning dialect-alert-name: alerts do not get this name
  13 |       name: OvenBurns
     |       ^^^^
     = Alerts are named SLOBudgetBurn and SLOSignalAbsent; their label `slo` tells whose they are.

sloth.yaml:14:21 warning dialect-labels: the label `severity` is not passed on
  14 |       page_alert: { labels: { severity: critical } }
     |                     ^^^^^^
     = Route and filter by `slo`, `slo_service`, `owner`, `tier` and `escalation`.

SLO                 OBJECTIVE  WINDOW  BUDGET  BAD PER MILLION  PAGES ABOVE                  RULES
bakery-oven-errors      99.9%     30d  43m12s            1,000  1.44% over 1h, 0.6% over 6h  prometheus/rules/bakery.yaml

TARGET      FILES  WRITTEN TO
prometheus      4  build/prometheus
== exit 0

== check broken.yaml
broken.yaml:10:20 error unknown-metric: `http_requests_totl` is not declared
  10 |           sum(rate(http_requests_totl{code="500"}[{{.window}}]))
     |                    ^^^^^^^^^^^^^^^^^^
     = Did you mean `http_requests_total`?

broken.yaml:15:17 warning dialect-weights: this ratio does not say how many events are behind it: each moment counts the same
  15 |     sli: { raw: { error_ratio_query: "1 - avg_over_time(probe_success{job=\"a\"}[{{.windw}}])" } }
     |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Give the bad events and all events, so that a busy hour weighs more than a quiet one.

broken.yaml:15:82 error invalid-expression: unexpected `{`
  15 |     sli: { raw: { error_ratio_query: "1 - avg_over_time(probe_success{job=\"a\"}[{{.windw}}])" } }
     |                                                                                  ^
     = Mend the PromQL at the mark.

broken.yaml:19:12 error invalid-key: `event` is not a key here
  19 |     sli: { event: {} }
     |            ^^^^^
     = Did you mean `events`?

broken.yaml:20:17 error invalid-key: `pagealert` is not a key here
  20 |     alerting: { pagealert: { disable: true } }
     |                 ^^^^^^^^^
     = Did you mean `page_alert`?

4 errors and 1 warning
== exit 1

== check unknown.yaml
unknown.yaml:1:13 error dialect-unknown: nobody here reads `openslo/v3`
  1 | apiVersion: openslo/v3
    |             ^^^^^^^^^^
    = Did you mean `openslo/v1`? Known are: openslo/v1, openslo/v1alpha, prometheus/v1, sloth.slok.dev/v1, pyrra.dev/v1alpha1.

unknown.yaml:6:7 error dialect-unknown: Sloth has no kind `PrometheusServiceLevels`
  6 | kind: PrometheusServiceLevels
    |       ^^^^^^^^^^^^^^^^^^^^^^^
    = Did you mean `PrometheusServiceLevel`?

unknown.yaml:9:10 error dialect-unknown: nobody here reads `prometheus/v2`
  9 | version: prometheus/v2
    |          ^^^^^^^^^^^^^
    = Did you mean `prometheus/v1`? Known are: openslo/v1, openslo/v1alpha, prometheus/v1, sloth.slok.dev/v1, pyrra.dev/v1alpha1.

3 errors
== exit 1

== check mixed.yaml
mixed.yaml:13:13 warning dialect-other-object: a `ConfigMap` is no promise and is left aside
  13 | apiVersion: v1
     |             ^^
     = Nothing is made of it; keep promises in files of their own.

mixed.yaml:18:1 error yaml-multiple-documents: this does not say whose language it is in
  18 | service: orders
     | ^^^^^^^^^^^^^^^
     = Put it in a file of its own; other tools' objects say their `apiVersion` or `version`.

1 error and 1 warning
== exit 1
