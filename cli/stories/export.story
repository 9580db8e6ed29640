$ slo export --as pyrra
$ slo export --as openslo --out there
$ slo check there
$ slo export --as datadog

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    window: 28d
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    alerts: { page: none, ticket: { escalation: backlog }, absent: 3m }
  - name: certificates
    title: Certificates are fresh
    objective: 99%
    indicator: { condition: { gauge: probe_success, op: ">=", threshold: 1 } }
    alerts: { page: none, ticket: none }

== export --as pyrra
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: availability
  labels:
    pyrra.dev/service: orders
    pyrra.dev/owner: order-team
    pyrra.dev/tier: "1"
    pyrra.dev/escalation: backlog
  annotations:
    pyrra.dev/title: Customers can order
spec:
  description: Customers can order
  target: "99.9"
  window: 28d
  indicator:
    ratio:
      errors:
        metric: http_requests_total{app_component="orders", code=~"5.."}
      total:
        metric: http_requests_total{app_component="orders"}
  alerting:
    burnrates: true
    absent: true
    severities:
      fastBurn: warning
      mediumBurn: warning
      slowBurn: warning
      longTermBurn: warning
slo/definitions/orders.yaml:5:1 warning export-alerts: orders-availability: ticket `2.8x over 1d and 2h, 0.9333x over 3d and 6h, of the window's traffic, to backlog` comes back as `14x over 1h and 5m, 7x over 6h and 30m, 2x over 1d and 2h, 1x over 4d and 6h, of the window's traffic, to backlog`
    = The tool has conditions of its own; docs/dialects.md lists them.

slo/definitions/orders.yaml:11:1 warning export-missing: orders-certificates: Pyrra cannot say what this condition measures; it is left out
     = Keep this promise here.

== exit 0

== export --as openslo --out there
there/orders.yaml
slo/definitions/orders.yaml:5:1 warning export-alerts: orders-availability: absence `3m` comes back as `10m`
    = Watch the metric with a rule of your own there.

== exit 0

== check there
there/orders.yaml:16:12 warning dialect-assumed: this does not say everything; taken are escalation `order-team`
  16 |   service: orders
     |            ^^^^^^
     = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

there/orders.yaml:62:15 warning dialect-condition: alerts/routing.yaml says how an escalation policy reaches people, not `alertmanager`
  62 |               target: alertmanager
     |               ^^^^^^
     = Write the channel there, under the name of the target.

there/orders.yaml:85:15 warning dialect-condition: alerts/routing.yaml says how an escalation policy reaches people, not `alertmanager`
  85 |               target: alertmanager
     |               ^^^^^^
     = Write the channel there, under the name of the target.

there/orders.yaml:94:12 warning dialect-assumed: this does not say everything; taken are escalation `order-team`
  94 |   service: orders
     |            ^^^^^^
     = Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.

4 warnings
== exit 0

== export --as datadog
slo: `slo export` needs --as openslo, --as sloth, --as pyrra

slo export --help says how.
== exit 2
