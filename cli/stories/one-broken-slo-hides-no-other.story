$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: broken
  - name: typo
    title: The metric is misspelt
    objective: 99.9%
    indicator: { ratio: { bad: 'http_request_total{code="500"}', total: http_requests_total } }
    runbook: orders

== check
slo/definitions/orders.yaml:6:5 error invalid-key: `title` is missing
  6 |   - name: broken
    |     ^^^^^^^^^^^^
    = Add `title:` (What the customer gets, in one sentence).

slo/definitions/orders.yaml:6:5 error invalid-key: `objective` is missing
  6 |   - name: broken
    |     ^^^^^^^^^^^^
    = Add `objective:` (The share of good events that is promised: 99.9%).

slo/definitions/orders.yaml:6:5 error invalid-key: `indicator` is missing
  6 |   - name: broken
    |     ^^^^^^^^^^^^
    = Add `indicator:` (What is measured: exactly one kind).

slo/definitions/orders.yaml:10:33 error unknown-metric: `http_request_total` is not declared
  10 |     indicator: { ratio: { bad: 'http_request_total{code="500"}', total: http_requests_total } }
     |                                 ^^^^^^^^^^^^^^^^^^
     = Did you mean `http_requests_total`?

4 errors
== exit 1
