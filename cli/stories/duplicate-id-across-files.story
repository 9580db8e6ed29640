$ slo check

-- slo/definitions/a.yaml --
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
-- slo/definitions/b.yaml --
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
slo/definitions/b.yaml:6:11 error duplicate-id: the id `orders-availability` is taken by slo/definitions/a.yaml:6
  6 |   - name: availability
    |           ^^^^^^^^^^^^
    = Rename one of the two; ids are <service>-<name>.

1 error
== exit 1
