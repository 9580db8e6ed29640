$ slo check slo/definitions
$ slo check slo/definitions --strict
$ slo check slo/definitions --strict --config slo/declared.yaml

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
-- slo/declared.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [kubernetes.yaml]
-- slo/kubernetes.yaml --
target_labels: [job, service]
metrics:
  - name: shop_requests_total
    type: counter
    help: Requests answered.
    labels: { code: any }
  - name: probe_success
    type: gauge
    help: 1 when the probe succeeded.
-- slo/definitions/shop.yaml --
service: shop
owner: shop-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can buy
    objective: 99.9%
    indicator:
      ratio: { bad: 'shop_requests_total{job="shop", service="shop", code=~"5.."}', total: 'shop_requests_total{job="shop", service="shop"}' }
    runbook: shop
  - name: reachable
    title: The shop answers from outside
    objective: 99.9%
    indicator: { probe: { gauge: 'probe_success{job="public"}' } }
    runbook: shop

== check slo/definitions
slo/definitions/shop.yaml:10:42 warning target-label: `job` is set by Prometheus: it has the value that whoever scrapes gives it, and a program's own label of that name becomes `exported_job`
  10 |       ratio: { bad: 'shop_requests_total{job="shop", service="shop", code=~"5.."}', total: 'shop_requests_total{job="shop", service="shop"}' }
     |                                          ^^^^^^^^^^
     = Select by a label that the program sets under another name. If `job` is meant to be the target's, declare `shop_requests_total` in a file of `metrics`, with `target_labels: [job]`.

slo/definitions/shop.yaml:10:54 warning target-label: `service` is set by Prometheus Operator: it has the value that whoever scrapes gives it, and a program's own label of that name becomes `exported_service`
  10 |       ratio: { bad: 'shop_requests_total{job="shop", service="shop", code=~"5.."}', total: 'shop_requests_total{job="shop", service="shop"}' }
     |                                                      ^^^^^^^^^^^^^^
     = Select by a label that the program sets under another name. If `service` is meant to be the target's, declare `shop_requests_total` in a file of `metrics`, with `target_labels: [service]`.

2 warnings
== exit 0

== check slo/definitions --strict
slo/definitions/shop.yaml:10:42 warning target-label: `job` is set by Prometheus: it has the value that whoever scrapes gives it, and a program's own label of that name becomes `exported_job`
  10 |       ratio: { bad: 'shop_requests_total{job="shop", service="shop", code=~"5.."}', total: 'shop_requests_total{job="shop", service="shop"}' }
     |                                          ^^^^^^^^^^
     = Select by a label that the program sets under another name. If `job` is meant to be the target's, declare `shop_requests_total` in a file of `metrics`, with `target_labels: [job]`.

slo/definitions/shop.yaml:10:54 warning target-label: `service` is set by Prometheus Operator: it has the value that whoever scrapes gives it, and a program's own label of that name becomes `exported_service`
  10 |       ratio: { bad: 'shop_requests_total{job="shop", service="shop", code=~"5.."}', total: 'shop_requests_total{job="shop", service="shop"}' }
     |                                                      ^^^^^^^^^^^^^^
     = Select by a label that the program sets under another name. If `service` is meant to be the target's, declare `shop_requests_total` in a file of `metrics`, with `target_labels: [service]`.

2 warnings
== exit 1

== check slo/definitions --strict --config slo/declared.yaml
2 SLOs, nothing wrong
== exit 0
