$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: names
    title: Names and values that do not exist
    objective: 99.9%
    by: [regoin, severity]
    indicator: { ratio: { bad: 'http_requests_total{app_componet="orders", code=~"6.."}', total: 'http_requests_total{app_component="order"}' } }
    runbook: orders
  - name: types
    title: A histogram is no counter
    objective: 99.9%
    indicator: { ratio: { bad: 'http_request_duration_seconds{app_component="orders"}', total: http_requests_total } }
    runbook: orders
  - name: between-buckets
    title: No bucket ends at 250 ms
    objective: 99%
    indicator: { latency: { histogram: http_request_duration_seconds, threshold: 250ms } }
    runbook: orders
  - name: bucket-series
    title: The name of the series, not of the histogram
    objective: 99%
    indicator: { latency: { histogram: http_request_duration_seconds_bucket, threshold: 200ms } }
    runbook: orders
  - name: other-unit
    title: The threshold is in another unit
    objective: 99%
    indicator: { latency: { histogram: http_request_duration_seconds, threshold: 200ms, unit: ms } }
    runbook: orders
  - name: not-native
    title: Classic buckets are not native
    objective: 99%
    indicator: { latency: { histogram: http_request_duration_seconds, threshold: 250ms, native: true } }
    runbook: orders
  - name: counter-probe
    title: A probe is a gauge
    objective: 99%
    indicator: { probe: { gauge: http_requests_total } }
    runbook: orders
  - name: regex
    title: RE2 has its limits
    objective: 99%
    indicator: { ratio: { bad: 'http_requests_total{code=~"5(.."}', total: 'http_requests_total{region!~"(?=a)"}' } }
    runbook: orders
  - name: same
    title: Everything is bad
    objective: 99%
    indicator: { ratio: { bad: 'http_requests_total{code="500", app_component="orders"}', total: 'http_requests_total{app_component="orders", code="500"}' } }
    runbook: orders
  - name: grouping
    title: The sum drops the region
    objective: 99%
    by: [region]
    indicator: { promql: { bad: 'sum(rate(http_requests_total{code="500"}[$window]))', total: 'sum by (region) (rate(http_requests_total[$window]))' } }
    runbook: orders

== check
slo/definitions/orders.yaml:9:10 error unknown-label: `http_requests_total` has no label `regoin` to split by
  9 |     by: [regoin, severity]
    |          ^^^^^^
    = Did you mean `region`?

slo/definitions/orders.yaml:9:18 error reserved-label: `severity` is a label that the compiler sets
  9 |     by: [regoin, severity]
    |                  ^^^^^^^^
    = Rename the label where the metric is scraped.

slo/definitions/orders.yaml:10:53 error unknown-label: `http_requests_total` has no label `app_componet`
  10 |     indicator: { ratio: { bad: 'http_requests_total{app_componet="orders", code=~"6.."}', total: 'http_requests_total{app_component="order"}' } }
     |                                                     ^^^^^^^^^^^^
     = Did you mean `app_component`?

slo/definitions/orders.yaml:10:83 error unknown-label-value: `code` of `http_requests_total` is never `6..`
  10 |     indicator: { ratio: { bad: 'http_requests_total{app_componet="orders", code=~"6.."}', total: 'http_requests_total{app_component="order"}' } }
     |                                                                                   ^^^
     = Its values: 200, 404, 500.

slo/definitions/orders.yaml:10:134 error unknown-label-value: `app_component` of `http_requests_total` is never `order`
  10 |     indicator: { ratio: { bad: 'http_requests_total{app_componet="orders", code=~"6.."}', total: 'http_requests_total{app_component="order"}' } }
     |                                                                                                                                      ^^^^^
     = Did you mean `orders`?

slo/definitions/orders.yaml:15:33 error wrong-metric-type: `http_request_duration_seconds` is a histogram; `ratio` needs a counter
  15 |     indicator: { ratio: { bad: 'http_request_duration_seconds{app_component="orders"}', total: http_requests_total } }
     |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Select a counter, or the _count or _bucket of a histogram.

slo/definitions/orders.yaml:20:82 error threshold-not-a-bucket-bound: 0.25 s is no bucket bound of `http_request_duration_seconds`
  20 |     indicator: { latency: { histogram: http_request_duration_seconds, threshold: 250ms } }
     |                                                                                  ^^^^^
     = Write 200ms, or add the bound where the metric is declared. Its bounds in s: 0.1, 0.2, 0.5.

slo/definitions/orders.yaml:25:40 error wrong-metric-type: `http_request_duration_seconds_bucket` is the _bucket of a histogram; `latency` needs a histogram's base name
  25 |     indicator: { latency: { histogram: http_request_duration_seconds_bucket, threshold: 200ms } }
     |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Write the name without _bucket or _count; `native: true` for a native histogram.

slo/definitions/orders.yaml:30:82 error other-unit: the threshold is taken in ms, and `http_request_duration_seconds` is declared in s
  30 |     indicator: { latency: { histogram: http_request_duration_seconds, threshold: 200ms, unit: ms } }
     |                                                                                  ^^^^^
     = State `unit: s`.

slo/definitions/orders.yaml:30:82 error threshold-not-a-bucket-bound: 200 ms is no bucket bound of `http_request_duration_seconds`
  30 |     indicator: { latency: { histogram: http_request_duration_seconds, threshold: 200ms, unit: ms } }
     |                                                                                  ^^^^^
     = Its bounds in s: 0.1, 0.2, 0.5. Add the bound where the metric is declared.

slo/definitions/orders.yaml:35:40 error wrong-metric-type: `http_request_duration_seconds` is a histogram; `latency` needs a native histogram
  35 |     indicator: { latency: { histogram: http_request_duration_seconds, threshold: 250ms, native: true } }
     |                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Leave out `native: true` for classic buckets.

slo/definitions/orders.yaml:40:34 error wrong-metric-type: `http_requests_total` is a counter; `probe` needs a gauge
  40 |     indicator: { probe: { gauge: http_requests_total } }
     |                                  ^^^^^^^^^^^^^^^^^^^
     = A probe is a gauge of 1 or 0.

slo/definitions/orders.yaml:45:53 error invalid-regex: `5(..` is not a regular expression: missing closing ): `5(..`
  45 |     indicator: { ratio: { bad: 'http_requests_total{code=~"5(.."}', total: 'http_requests_total{region!~"(?=a)"}' } }
     |                                                     ^^^^^^^^^^^^
     = Prometheus takes RE2, matched from start to end.

slo/definitions/orders.yaml:45:97 error invalid-regex: `(?=a)` is not a regular expression: invalid or unsupported Perl syntax: `(?=`
  45 |     indicator: { ratio: { bad: 'http_requests_total{code=~"5(.."}', total: 'http_requests_total{region!~"(?=a)"}' } }
     |                                                                                                 ^^^^^^^^^^^^^^^
     = Prometheus takes RE2, matched from start to end.

slo/definitions/orders.yaml:50:32 error identical-selectors: `bad` selects the same events as `total`
  50 |     indicator: { ratio: { bad: 'http_requests_total{code="500", app_component="orders"}', total: 'http_requests_total{app_component="orders", code="500"}' } }
     |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Add the matcher that tells bad events from the others.

slo/definitions/orders.yaml:56:34 error grouping-lost: `sum` drops `region`, which `by` splits by
  56 |     indicator: { promql: { bad: 'sum(rate(http_requests_total{code="500"}[$window]))', total: 'sum by (region) (rate(http_requests_total[$window]))' } }
     |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Write sum by (region) (…).

16 errors
== exit 1
