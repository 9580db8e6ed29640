$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: reachable
    title: The site answers
    objective: 99%
    indicator: { probe: { gauge: probe_success{instance="a"} } }
    runbook: orders

== check
slo/definitions/orders.yaml:9:47 error yaml-syntax: unexpected flow-map-start at node end
  9 |     indicator: { probe: { gauge: probe_success{instance="a"} } }
    |                                               ^
    = Mend the YAML here; a selector inside { } needs quotes around it.

1 error
== exit 1
