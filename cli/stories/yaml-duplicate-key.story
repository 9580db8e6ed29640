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
    runbook: orders
    runbook: other

== check
slo/definitions/orders.yaml:11:5 error yaml-syntax: this key stands here twice
  11 |     runbook: other
     |     ^
     = Keep one of the two.

1 error
== exit 1
