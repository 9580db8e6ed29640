$ slo check

-- slo/definitions/orders.yaml --
\u{feff}service: orders\r
owner: order-team\r
tier: 1\r
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }\r
slos:\r
  - name: availability\r
    title: Customers can order\r
    objective: 99.9%\r
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }\r
    runbook: orders\r

== check
1 SLO, nothing wrong
== exit 0
