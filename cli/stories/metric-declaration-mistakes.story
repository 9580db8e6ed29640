$ slo check

-- metrics.yaml --
metrics:
  - { name: a, type: counter, help: x }
  - { name: a, type: count, help: x }
  - { name: b, type: histogram, help: x }
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
    runbook: orders

== check
metrics.yaml:3:22 error invalid-value: `type` is "count"; allowed: counter, gauge, histogram, native_histogram
  3 |   - { name: a, type: count, help: x }
    |                      ^^^^^
    = Did you mean `counter`?

metrics.yaml:4:5 error invalid-key: `buckets` is missing
  4 |   - { name: b, type: histogram, help: x }
    |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = Add `buckets:`.

2 errors
== exit 1
