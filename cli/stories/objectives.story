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
  - name: objective-7
    title: Customers can order
    objective: 0.999
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-8
    title: Customers can order
    objective: "99,9 %"
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: objective-9
    title: Customers can order
    objective: 0.99999999999999
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: threshold-10
    title: Few wait
    objective: 99%
    indicator: { condition: { gauge: probe_success, op: "<", threshold: "100" } }
    runbook: orders
  - name: threshold-11
    title: Few wait
    objective: 99%
    indicator: { condition: { gauge: http_requests_in_flight, op: "<", threshold: .inf } }
    runbook: orders
  - name: threshold-12
    title: Few wait
    objective: 99%
    indicator: { condition: { gauge: http_requests_in_flight, op: "<", threshold: .nan } }
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

slo/definitions/orders.yaml:38:16 error invalid-objective: `0.999` has no %
  38 |     objective: 0.999
     |                ^^^^^
     = Write 99.9%.

slo/definitions/orders.yaml:43:16 error invalid-objective: `99,9 %` is not written as a percentage
  43 |     objective: "99,9 %"
     |                ^^^^^^^^
     = Write 99.9%.

slo/definitions/orders.yaml:48:16 error invalid-objective: `0.99999999999999` has more digits than anybody can keep
  48 |     objective: 0.99999999999999
     |                ^^^^^^^^^^^^^^^^
     = Write at most ten decimals, such as 99.9%.

slo/definitions/orders.yaml:59:83 error invalid-value: `threshold` is infinite
  59 |     indicator: { condition: { gauge: http_requests_in_flight, op: "<", threshold: .inf } }
     |                                                                                   ^^^^
     = Write a number that can be written out, such as 14.

slo/definitions/orders.yaml:64:83 error invalid-value: `threshold` is not a number
  64 |     indicator: { condition: { gauge: http_requests_in_flight, op: "<", threshold: .nan } }
     |                                                                                   ^^^^
     = Write a number that can be written out, such as 14.

10 errors
== exit 1
