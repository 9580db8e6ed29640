$ slo show sign-in-availability
$ slo show sign-in-availability --format json
$ slo show orders-availability slo/definitions/orders.yaml
$ slo runbook orders-availability

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [../metrics.yaml]
runbooks: ../runbooks
-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: none, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
-- slo/definitions/sign-in.yaml --
service: sign-in
owner: identity-team
tier: 1
defaults: { alerts: { page: none, ticket: none } }
slos:
  - name: availability
    title: Customers can sign in
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", code=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
-- slo/definitions/sms.yaml --
service: sms
owner: message-team
tier: 3
defaults: { alerts: { page: none, ticket: none } }
slos:
  - name: delivery
    title: Messages arrive
    objective: 99%
    indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", cod=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
  - name: arrival
    title: Messages arrive in time
    objective: 100%
    indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", code=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
-- slo/definitions/yaml.yaml --
service: [
-- runbooks/zh-TW/none.txt --
No page in this language yet.
-- runbooks/en/orders.md --
No front matter.

== show sign-in-availability
sign-in-availability
Customers can sign in

Promise     99.9% over 30d
Service     sign-in, tier 1, owner identity-team
Defined in  slo/definitions/sign-in.yaml:6
Runbook     none

Indicator: ratio, bad events over all events
  bad       http_requests_total{app_component="sign-in", code=~"5.."}
  total     http_requests_total{app_component="sign-in"}

Error budget
  1 - 0.999 = 0.001, so 1,000 of a million events may be bad
  0.001 x 30d = 43m12s of total outage spends it all

Absence: no alert when the signal is gone
runbooks/en/orders.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/orders.yaml:10:14 error unknown-runbook: there is no runbook `orders`
  10 |     runbook: orders
     |              ^^^^^^
     = Write en/orders.md in the folder of runbooks.

slo/definitions/sms.yaml:9:78 error unknown-label: `http_requests_total` has no label `cod`
  9 |     indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", cod=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
    |                                                                              ^^^
    = Did you mean `code`?

slo/definitions/sms.yaml:12:16 error invalid-objective: `100%` leaves no error budget
  12 |     objective: 100%
     |                ^^^^
     = Promise less than 100%: every system fails sometimes.

slo/definitions/yaml.yaml:2:1 error yaml-syntax: flow sequence in block collection must be sufficiently indented and end with a ]
    = Mend the YAML here; a selector inside { } needs quotes around it.

== exit 0

== show sign-in-availability --format json
{
  "findings": [
    {
      "severity": "warning",
      "rule": "runbook-form",
      "place": {
        "file": "runbooks/en/orders.md",
        "line": 1,
        "column": 1,
        "length": 16,
        "excerpt": "No front matter."
      },
      "text": "the page has no front matter",
      "advice": "Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`."
    },
    {
      "severity": "error",
      "rule": "unknown-runbook",
      "place": {
        "file": "slo/definitions/orders.yaml",
        "line": 10,
        "column": 14,
        "length": 6,
        "excerpt": "    runbook: orders"
      },
      "text": "there is no runbook `orders`",
      "advice": "Write en/orders.md in the folder of runbooks."
    },
    {
      "severity": "error",
      "rule": "unknown-label",
      "place": {
        "file": "slo/definitions/sms.yaml",
        "line": 9,
        "column": 78,
        "length": 3,
        "excerpt": "    indicator: { ratio: { bad: 'http_requests_total{app_component=\"sign-in\", cod=~\"5..\"}', total: 'http_requests_total{app_component=\"sign-in\"}' } }"
      },
      "text": "`http_requests_total` has no label `cod`",
      "advice": "Did you mean `code`?",
      "instead": [
        "code"
      ]
    },
    {
      "severity": "error",
      "rule": "invalid-objective",
      "place": {
        "file": "slo/definitions/sms.yaml",
        "line": 12,
        "column": 16,
        "length": 4,
        "excerpt": "    objective: 100%"
      },
      "text": "`100%` leaves no error budget",
      "advice": "Promise less than 100%: every system fails sometimes."
    },
    {
      "severity": "error",
      "rule": "yaml-syntax",
      "place": {
        "file": "slo/definitions/yaml.yaml",
        "line": 2,
        "column": 1,
        "length": 1,
        "excerpt": ""
      },
      "text": "flow sequence in block collection must be sufficiently indented and end with a ]",
      "advice": "Mend the YAML here; a selector inside { } needs quotes around it."
    }
  ],
  "id": "sign-in-availability",
  "title": "Customers can sign in",
  "objective": "99.9%",
  "window": "30d",
  "budgetSeconds": 2592,
  "alerts": [],
  "source": {
    "file": "slo/definitions/sign-in.yaml",
    "line": 6
  }
}
== exit 0

== show orders-availability slo/definitions/orders.yaml
orders-availability
Customers can order

Promise     99.9% over 30d
Service     orders, tier 1, owner order-team
Defined in  slo/definitions/orders.yaml:6
Runbook     https://console.example/runbooks/orders

Indicator: ratio, bad events over all events
  bad       http_requests_total{app_component="orders", code=~"5.."}
  total     http_requests_total{app_component="orders"}

Error budget
  1 - 0.999 = 0.001, so 1,000 of a million events may be bad
  0.001 x 30d = 43m12s of total outage spends it all

Ticket to backlog
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  3x         1d    2h     3 x 0.001 = 0.3%            10%           4m20s
  1x         3d    6h     1 x 0.001 = 0.1%            10%           4m20s

Absence: alerts when the signal has been gone for 10m, or has not come 1h after the promise was made
runbooks/en/orders.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/orders.yaml:10:14 error unknown-runbook: there is no runbook `orders`
  10 |     runbook: orders
     |              ^^^^^^
     = Write en/orders.md in the folder of runbooks.

== exit 1

== runbook orders-availability
no runbook has `orders-availability`; `slo runbook` lists all
runbooks/en/orders.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

== exit 1
