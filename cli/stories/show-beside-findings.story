$ slo show good-availability
$ slo show good-latency
$ slo show good-latencie slo/definitions/good.yaml

-- slo/definitions/good.yaml --
service: good
owner: team
tier: 1
defaults: { alerts: { page: none, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: It works
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{code=~"5.."}', total: http_requests_total } }
  - name: latency
    title: It is fast, promised wrongly
    objective: 100%
    indicator: { ratio: { bad: 'http_requests_total{code=~"5.."}', total: http_requests_total } }
-- slo/definitions/broken.yaml --
service: broken
owner: team
tier: 1
slos: []

== show good-availability
good-availability
It works

Promise     99.9% over 30d
Service     good, tier 1, owner team
Defined in  slo/definitions/good.yaml:6
Runbook     none

Indicator: ratio, bad events over all events
  bad       http_requests_total{code=~"5.."}
  total     http_requests_total

Error budget
  1 - 0.999 = 0.001, so 1,000 of a million events may be bad
  0.001 x 30d = 43m12s of total outage spends it all

Ticket to backlog
  BURN RATE  LONG  SHORT  FIRES ABOVE (BOTH WINDOWS)  BUDGET SPENT  TOTAL OUTAGE FIRES AFTER
  3x         1d    2h     3 x 0.001 = 0.3%            10%           4m20s
  1x         3d    6h     1 x 0.001 = 0.1%            10%           4m20s

Absence: alerts when the signal has been gone for 10m, or has not come 1h after the promise was made
slo/definitions/broken.yaml:4:7 error invalid-value: `slos` is an empty list
  4 | slos: []
    |       ^^
    = Mend the value.

slo/definitions/good.yaml:12:16 error invalid-objective: `100%` leaves no error budget
  12 |     objective: 100%
     |                ^^^^
     = Promise less than 100%: every system fails sometimes.

== exit 1

== show good-latency
slo/definitions/broken.yaml:4:7 error invalid-value: `slos` is an empty list
  4 | slos: []
    |       ^^
    = Mend the value.

slo/definitions/good.yaml:12:16 error invalid-objective: `100%` leaves no error budget
  12 |     objective: 100%
     |                ^^^^
     = Promise less than 100%: every system fails sometimes.

`good-latency` cannot be shown: 2 errors
== exit 1

== show good-latencie slo/definitions/good.yaml
slo/definitions/good.yaml:12:16 error invalid-objective: `100%` leaves no error budget
  12 |     objective: 100%
     |                ^^^^
     = Promise less than 100%: every system fails sometimes.

`good-latencie` cannot be shown: 1 error
== exit 1
