$ slo check - < orders.yaml
$ slo check - --format json < broken.yaml
$ slo check - --format github < broken.yaml

-- orders.yaml --
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
-- broken.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 100%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders

== check -
1 SLO, nothing wrong
== exit 0

== check - --format json
{
  "findings": [
    {
      "severity": "error",
      "rule": "invalid-objective",
      "place": {
        "file": "<stdin>",
        "line": 8,
        "column": 16,
        "length": 4,
        "excerpt": "    objective: 100%"
      },
      "text": "`100%` leaves no error budget",
      "advice": "Promise less than 100%: every system fails sometimes."
    }
  ],
  "slos": []
}
== exit 1

== check - --format github
::error file=<stdin>,line=8,col=16,endColumn=20,title=invalid-objective::`100%25` leaves no error budget. Promise less than 100%25: every system fails sometimes.
== exit 1
