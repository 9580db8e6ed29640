$ slo check

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [../metrics.yaml]
routing: ../alerts/routing.yaml
-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: order-oncal }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: again
    title: The same default is told once
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", code=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
    alerts: { ticket: { escalation: somebody-else } }
    runbook: orders
-- alerts/routing.yaml --
time_zone: Asia/Taipei
channels:
  mail: { email: { to: [team@luckygas.example] } }
fallback: [mail]
escalations:
  order-oncall: { steps: [{ notify: [mail], timeout: 10m }] }
  backlog: { steps: [{ notify: [mail], timeout: 3d }] }
routes: [{ escalation: order-oncall }]

== check
slo/definitions/orders.yaml:4:43 error unknown-escalation: there is no escalation policy `order-oncal`
  4 | defaults: { alerts: { page: { escalation: order-oncal }, ticket: { escalation: backlog } } }
    |                                           ^^^^^^^^^^^
    = Did you mean `order-oncall`?

slo/definitions/orders.yaml:15:37 error unknown-escalation: there is no escalation policy `somebody-else`
  15 |     alerts: { ticket: { escalation: somebody-else } }
     |                                     ^^^^^^^^^^^^^
     = Add it under `escalations` of the routing file.

2 errors
== exit 1
