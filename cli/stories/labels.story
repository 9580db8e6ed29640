$ slo check --label cluster=tw-1
$ slo check --label region=north
$ slo check --label severity=page
$ slo check --label cluster

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

== check --label cluster=tw-1
1 SLO, nothing wrong
== exit 0

== check --label region=north
slo/definitions/orders.yaml:9:10 error reserved-label: `region` is a label that the configuration sets
  9 |     by: [region]
    |          ^^^^^^
    = The configuration states one value of it for all; split by it or state it, not both.

1 error
== exit 1

== check --label severity=page
slo: --label needs NAME=VALUE with a name of your own, not `severity=page`

slo check --help says how.
== exit 2

== check --label cluster
slo: --label needs NAME=VALUE with a name of your own, not `cluster`

slo check --help says how.
== exit 2
