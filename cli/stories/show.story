$ slo show orders-availability
$ slo show orders-availabilty

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

== show orders-availability
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

Page to oncall
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  14.4x      1h    5m     14.4 x 0.001 = 1.44%        2%            52s
  6x         6h    30m    6 x 0.001 = 0.6%            5%            2m10s

Ticket to backlog
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  3x         1d    2h     3 x 0.001 = 0.3%            10%           4m20s
  1x         3d    6h     1 x 0.001 = 0.1%            10%           4m20s

Absence: alerts when the signal has been gone for 10m, or has not come 1h after the promise was made
== exit 0

== show orders-availabilty
slo: there is no SLO `orders-availabilty`; did you mean `orders-availability`?

slo show --help says how.
== exit 2
