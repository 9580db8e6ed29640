$ slo check

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
labels: { cluster: tw-1, slo_service: mine }
-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    by: [region]
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders

== check
slo/config.yaml:5:39 error reserved-label: `slo_service` is a label that the compiler sets
  5 | labels: { cluster: tw-1, slo_service: mine }
    |                                       ^^^^
    = Choose another name, such as cluster.

1 error
== exit 1
