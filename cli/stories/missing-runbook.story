$ slo check

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
  - name: read
    title: Nobody is woken for this, so it needs no runbook
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    alerts: { page: none }

== check
slo/definitions/orders.yaml:6:11 error missing-runbook: orders-availability pages and has no runbook
  6 |   - name: availability
    |           ^^^^^^^^^^^^
    = Add `runbook:`, or `alerts: { page: none }` if nobody should be woken.

1 error
== exit 1
