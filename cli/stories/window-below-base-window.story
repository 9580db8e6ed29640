$ slo check --scrape-interval 60s

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
    alerts: { page: { tiers: [{ burn_rate: 14.4, long_window: 1h, short_window: 3m }] } }

== check --scrape-interval 60s
slo/definitions/orders.yaml:11:30 error window-too-short: the page tier's short window 3m is below the base window 4m
  11 |     alerts: { page: { tiers: [{ burn_rate: 14.4, long_window: 1h, short_window: 3m }] } }
     |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Use a longer window, or scrape more often.

1 error
== exit 1
