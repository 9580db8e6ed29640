$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: unclosed
    title: A brace is missing
    objective: 99%
    indicator: { ratio: { bad: 'http_requests_total{code="500"', total: http_requests_total } }
    runbook: orders
  - name: not-a-selector
    title: A function where a selector belongs
    objective: 99%
    indicator: { ratio: { bad: 'rate(http_requests_total[5m])', total: http_requests_total } }
    runbook: orders
  - name: types
    title: rate of an instant vector, in a block of text
    objective: 99%
    indicator:
      promql:
        bad: |
          sum(
            rate(http_requests_total{code="500"}))
        total: sum(rate(http_requests_total[5m]))
    runbook: orders
  - name: number
    title: A number is no signal
    objective: 99%
    indicator: { condition: { gauge: time(), op: <, threshold: soon } }
    runbook: orders
  - name: bound
    title: The bound is the compiler's
    objective: 99%
    indicator: { latency: { histogram: 'http_request_duration_seconds{le="0.2"}', threshold: 0s } }
    runbook: orders
  - name: bound-again
    title: The bound is the compiler's
    objective: 99%
    indicator: { latency: { histogram: 'http_request_duration_seconds{le="0.2"}', threshold: 200ms } }
    runbook: orders

== check
slo/definitions/orders.yaml:9:62 error invalid-expression: the expression ends too early
  9 |     indicator: { ratio: { bad: 'http_requests_total{code="500"', total: http_requests_total } }
    |                                                              ^
    = Mend the PromQL at the mark.

slo/definitions/orders.yaml:14:33 error invalid-expression: expected a selector such as metric_name{label="value"}, without functions or ranges
  14 |     indicator: { ratio: { bad: 'rate(http_requests_total[5m])', total: http_requests_total } }
     |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:23:18 error invalid-expression: `rate` needs a range vector, not an instant vector
  23 |             rate(http_requests_total{code="500"}))
     |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Mend the PromQL at the mark.

slo/definitions/orders.yaml:24:16 error invalid-expression: the expression does not use `$window`
  24 |         total: sum(rate(http_requests_total[5m]))
     |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Write a rate per second over it, such as sum(rate(x[$window])).

slo/definitions/orders.yaml:29:38 error invalid-expression: the expression gives one number, not an instant vector
  29 |     indicator: { condition: { gauge: time(), op: <, threshold: soon } }
     |                                      ^^^^^^
     = Select a metric.

slo/definitions/orders.yaml:29:64 error invalid-value: `soon` is no number, percentage or duration
  29 |     indicator: { condition: { gauge: time(), op: <, threshold: soon } }
     |                                                                ^^^^
     = Write it like 14, 80% or 26h.

slo/definitions/orders.yaml:34:94 error invalid-value: `0s` is neither a duration nor a number above 0
  34 |     indicator: { latency: { histogram: 'http_request_duration_seconds{le="0.2"}', threshold: 0s } }
     |                                                                                              ^^
     = Write it like 200ms or 1s500ms, or as a number in what the histogram counts, such as 1048576.

slo/definitions/orders.yaml:39:71 error invalid-expression: `le` is the compiler's to set
  39 |     indicator: { latency: { histogram: 'http_request_duration_seconds{le="0.2"}', threshold: 200ms } }
     |                                                                       ^^^^^^^^
     = State the threshold instead.

8 errors
== exit 1
