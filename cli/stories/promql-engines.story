$ slo check slo/definitions
$ slo check slo/definitions --config slo/newer.yaml
$ slo check slo/definitions --config slo/several.yaml
$ slo check slo/definitions --config slo/wrong.yaml

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
-- slo/newer.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
prometheus: ">=2.54"
prometheus_features: [promql-experimental-functions]
-- slo/several.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
prometheus: [3.x, victoria-metrics]
prometheus_features: [promql-experimental-functions]
-- slo/wrong.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
prometheus: [">=2.30", prom, google >=3.0, ""]
-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: newer
    title: Functions that came later, or need a flag
    objective: 99%
    indicator:
      promql:
        bad: sum(histogram_avg(rate(order_seconds[$window])))
        total: sum(limitk(3, rate(orders_total[$window])))
    runbook: orders
  - name: native
    title: Native histograms are counted with functions
    objective: 99%
    indicator: { latency: { histogram: order_seconds, threshold: 200ms, native: true } }
    runbook: orders
  - name: joined
    title: Labels come by joins, too
    objective: 99%
    by: [team]
    indicator:
      promql:
        bad: sum by (pod) (rate(orders_total{code="500"}[$window])) * on (pod) group_left (team) kube_pod_labels
        total: sum by (pod) (rate(orders_total[$window])) * on (pod) group_left () kube_pod_labels
    runbook: orders
  - name: word
    title: Words of PromQL are no names
    objective: 99%
    by: [without]
    indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
    runbook: orders

== check slo/definitions
slo/definitions/orders.yaml:11:18 error newer-promql: `histogram_avg` needs Prometheus 2.51; the rules are for 2.42 and newer
  11 |         bad: sum(histogram_avg(rate(order_seconds[$window])))
     |                  ^^^^^^^^^^^^^
     = Write it with functions that every Prometheus has, or record it beforehand. Where all are new enough, say so in slo/config.yaml: `prometheus: ">=2.51"`.

slo/definitions/orders.yaml:12:20 error newer-promql: `limitk` needs Prometheus 2.54; the rules are for 2.42 and newer
  12 |         total: sum(limitk(3, rate(orders_total[$window])))
     |                    ^^^^^^
     = Write it with functions that every Prometheus has, or record it beforehand. Where all are new enough, say so in slo/config.yaml: `prometheus: ">=2.54"` and `prometheus_features: [promql-experimental-functions]`.

slo/definitions/orders.yaml:26:16 error grouping-lost: `sum` drops `team`, which `by` splits by
  26 |         total: sum by (pod) (rate(orders_total[$window])) * on (pod) group_left () kube_pod_labels
     |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Write sum by (pod, team) (…).

slo/definitions/orders.yaml:32:42 error invalid-expression: `without` is a word of PromQL and no label here
  32 |     indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
     |                                          ^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:32:98 error invalid-expression: unexpected `bool`
  32 |     indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
     |                                                                                                  ^^^^
     = Mend the PromQL at the mark.

5 errors
== exit 1

== check slo/definitions --config slo/newer.yaml
slo/definitions/orders.yaml:26:16 error grouping-lost: `sum` drops `team`, which `by` splits by
  26 |         total: sum by (pod) (rate(orders_total[$window])) * on (pod) group_left () kube_pod_labels
     |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Write sum by (pod, team) (…).

slo/definitions/orders.yaml:32:42 error invalid-expression: `without` is a word of PromQL and no label here
  32 |     indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
     |                                          ^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:32:98 error invalid-expression: unexpected `bool`
  32 |     indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
     |                                                                                                  ^^^^
     = Mend the PromQL at the mark.

3 errors
== exit 1

== check slo/definitions --config slo/several.yaml
slo/definitions/orders.yaml:17:81 error newer-promql: native histograms are counted with functions, and `histogram_count` is not known to VictoriaMetrics
  17 |     indicator: { latency: { histogram: order_seconds, threshold: 200ms, native: true } }
     |                                                                                 ^^^^
     = Count its classic buckets: leave `native` out.

slo/definitions/orders.yaml:26:16 error grouping-lost: `sum` drops `team`, which `by` splits by
  26 |         total: sum by (pod) (rate(orders_total[$window])) * on (pod) group_left () kube_pod_labels
     |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Write sum by (pod, team) (…).

slo/definitions/orders.yaml:32:42 error invalid-expression: `without` is a word of PromQL and no label here
  32 |     indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
     |                                          ^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:32:98 error invalid-expression: unexpected `bool`
  32 |     indicator: { promql: { bad: 'sum by (without) (rate(a_total[$window]))', total: 'sum by (a) (bool * on (a) sum(b_total) offset 5m)' } }
     |                                                                                                  ^^^^
     = Mend the PromQL at the mark.

4 errors
== exit 1

== check slo/definitions --config slo/wrong.yaml
slo/wrong.yaml:5:14 error invalid-value: Prometheus 2.30 is older than 2.42, which the rules need
  5 | prometheus: [">=2.30", prom, google >=3.0, ""]
    |              ^^^^^^^^
    = Write a version such as `>=2.42` or `3.x`, an engine, or both: `mimir >=2.53`, `victoria-metrics`.

slo/wrong.yaml:5:24 error invalid-value: `prom` is not an engine: prometheus, mimir, thanos, victoria-metrics, google
  5 | prometheus: [">=2.30", prom, google >=3.0, ""]
    |                        ^^^^
    = Write a version such as `>=2.42` or `3.x`, an engine, or both: `mimir >=2.53`, `victoria-metrics`.

slo/wrong.yaml:5:30 error invalid-value: `google` takes no version of Prometheus
  5 | prometheus: [">=2.30", prom, google >=3.0, ""]
    |                              ^^^^^^^^^^^^
    = Write a version such as `>=2.42` or `3.x`, an engine, or both: `mimir >=2.53`, `victoria-metrics`.

slo/wrong.yaml:5:44 error invalid-value: `` names no version and no engine
  5 | prometheus: [">=2.30", prom, google >=3.0, ""]
    |                                            ^^
    = Write a version such as `>=2.42` or `3.x`, an engine, or both: `mimir >=2.53`, `victoria-metrics`.

4 errors
== exit 1
