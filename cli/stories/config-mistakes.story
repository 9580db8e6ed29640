$ slo check

-- slo/config.yaml --
scrape_interval: 10m
console_url: console.example
routr_url: http://a
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
slo/config.yaml:1:1 error invalid-key: `grafana_url` is missing
  1 | scrape_interval: 10m
    | ^^^^^^^^^^^^^^^^^^^^
    = Add `grafana_url:` (Dashboards are at <grafana_url>/d/<uid>).

slo/config.yaml:1:1 error invalid-key: `router_url` is missing
  1 | scrape_interval: 10m
    | ^^^^^^^^^^^^^^^^^^^^
    = Add `router_url:` (Alertmanager posts to <router_url>/v1/alertmanager).

slo/config.yaml:3:1 error invalid-key: `routr_url` is not a key here
  3 | routr_url: http://a
    | ^^^^^^^^^
    = Did you mean `router_url`?

slo/config.yaml:2:14 error invalid-value: `console_url` has the wrong form: "console.example"
  2 | console_url: console.example
    |              ^^^^^^^^^^^^^^^
    = Write an address such as https://console.example.

4 errors
== exit 1
