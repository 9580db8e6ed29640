$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: window-in-a-text
    title: The window is no text
    objective: 99%
    indicator:
      promql:
        bad: 'sum(rate(http_requests_total{code="$window"}[$window]))'
        total: sum(rate(http_requests_total[$window]))
    runbook: orders
  - name: window-times-two
    title: Arithmetic in a range
    objective: 99%
    indicator:
      promql:
        bad: sum(rate(http_requests_total{code="500"}[$window * 2]))
        total: sum(rate(http_requests_total[{{.window}}]))
    runbook: orders
  - name: window-as-others-write-it
    title: Grafana's window
    objective: 99%
    indicator:
      promql:
        bad: sum(rate(http_requests_total{code="500"}[$__rate_interval]))
        total: sum(rate(http_requests_total[$window]))
    runbook: orders
  - name: window-means-the-window
    title: A range, an offset, a resolution and a number of seconds
    objective: 99%
    indicator:
      promql:
        bad: sum(increase(http_requests_total{code="500"}[$window] offset $window)) / $window
        total: sum(max_over_time(rate(http_requests_total[5m])[$window:$window])) * 1m / 60
    runbook: orders
  - name: newer
    title: Functions that came later, or need a flag
    objective: 99%
    indicator:
      promql:
        bad: sum(histogram_avg(rate(http_request_duration_seconds[$window])))
        total: sum(limitk(3, rate(http_requests_total[$window])))
    runbook: orders

== check
slo/definitions/orders.yaml:11:50 error invalid-expression: `$window` means nothing here; it stands for a range, an offset or a number of seconds
  11 |         bad: 'sum(rate(http_requests_total{code="$window"}[$window]))'
     |                                                  ^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:19:55 error invalid-expression: arithmetic with durations is newer PromQL than the compiler takes
  19 |         bad: sum(rate(http_requests_total{code="500"}[$window * 2]))
     |                                                       ^^^^^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:20:45 error invalid-expression: `{{.window}}` is not known here; the window is written `$window`
  20 |         total: sum(rate(http_requests_total[{{.window}}]))
     |                                             ^^^^^^^^^^^
     = Write $window.

slo/definitions/orders.yaml:27:55 error invalid-expression: `$__rate_interval` is not known here; the window is written `$window`
  27 |         bad: sum(rate(http_requests_total{code="500"}[$__rate_interval]))
     |                                                       ^^^^^^^^^^^^^^^^
     = Write $window.

slo/definitions/orders.yaml:43:18 error newer-promql: `histogram_avg` needs Prometheus 2.51; the rules are for 2.42 and newer
  43 |         bad: sum(histogram_avg(rate(http_request_duration_seconds[$window])))
     |                  ^^^^^^^^^^^^^
     = Write it with functions that every Prometheus has, or record it beforehand. Where all are new enough, say so in slo/config.yaml: `prometheus: ">=2.51"`.

slo/definitions/orders.yaml:44:20 error newer-promql: `limitk` needs Prometheus 2.54; the rules are for 2.42 and newer
  44 |         total: sum(limitk(3, rate(http_requests_total[$window])))
     |                    ^^^^^^
     = Write it with functions that every Prometheus has, or record it beforehand. Where all are new enough, say so in slo/config.yaml: `prometheus: ">=2.54"` and `prometheus_features: [promql-experimental-functions]`.

6 errors
== exit 1
