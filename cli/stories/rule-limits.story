$ slo compile --target mimir --target prometheus-operator --out build

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [../metrics.yaml]
rule_limits: { rules_per_group: 10, groups_per_tenant: 2 }
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

== compile --target mimir --target prometheus-operator --out build
SLO                  OBJECTIVE  WINDOW  BUDGET  BAD PER MILLION  PAGES ABOVE
orders-availability      99.9%     30d  43m12s            1,000  1.44% over 1h, 0.6% over 6h

TARGET               FILES  WRITTEN TO
mimir                    2  build/mimir
prometheus-operator      2  build/prometheus-operator

Mimir takes 2 rule groups of a tenant, and these are 3 or more: set its ruler_max_rule_groups_per_tenant, and groups_per_tenant under rule_limits in slo/config.yaml.
== exit 0
