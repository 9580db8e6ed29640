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
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: oncall } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
-- alerts/routing.yaml --
# Clocks in New York are put forward on 8 March 2026 at 02:00 and back on 1 November at 02:00.
time_zone: America/New_York
channels:
  mail: { email: { to: [team@luckygas.example] } }
fallback: [mail]
escalations:
  oncall: { steps: [{ notify: [mail], timeout: 10m }] }
routes: [{ escalation: oncall }]
maintenance:
  - { match: '{}', from: 2026-03-08T02:30, until: 2026-03-08T05:00, reason: Nobody will see 02:30 }
  - { match: '{}', from: 2026-11-01T00:30, until: 2026-11-01T01:30, reason: The first or the second 01:30 }
  - { match: '{}', from: 2026-11-01T00:30, until: 2026-11-01T01:30-05:00, reason: The second }

== check
alerts/routing.yaml:10:26 error unclear-local-time: clocks in America/New_York never show 2026-03-08T02:30: they are put forward over it
  10 |   - { match: '{}', from: 2026-03-08T02:30, until: 2026-03-08T05:00, reason: Nobody will see 02:30 }
     |                          ^^^^^^^^^^^^^^^^
     = Write a time before or after that.

alerts/routing.yaml:11:51 error unclear-local-time: clocks in America/New_York show 2026-11-01T01:30 twice: they are put back
  11 |   - { match: '{}', from: 2026-11-01T00:30, until: 2026-11-01T01:30, reason: The first or the second 01:30 }
     |                                                   ^^^^^^^^^^^^^^^^
     = Write 2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00.

2 errors
== exit 1
