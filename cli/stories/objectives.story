$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: objective-1
    title: Customers can order
    objective: 100%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-2
    title: Customers can order
    objective: 99.9
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-3
    title: Customers can order
    objective: 0%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-4
    title: Customers can order
    objective: high%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-5
    title: Customers can order
    objective: "99.9"
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-6
    title: Customers can order
    objective: 99.95%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders

== check
slo/definitions/orders.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

slo/definitions/orders.yaml:13:16 error invalid-objective: `99.9` has no %
  13 |     objective: 99.9
     |                ^^^^
     = Write 99.9%.

slo/definitions/orders.yaml:18:16 error invalid-objective: `0%` is not a percentage above 0% and below 100%
  18 |     objective: 0%
     |                ^^
     = Write it like 99.9%.

slo/definitions/orders.yaml:23:16 error invalid-objective: `high%` is not a percentage above 0% and below 100%
  23 |     objective: high%
     |                ^^^^^
     = Write it like 99.9%.

slo/definitions/orders.yaml:28:16 error invalid-objective: `99.9` has no %
  28 |     objective: "99.9"
     |                ^^^^^^
     = Write 99.9%.

5 errors
== exit 1
