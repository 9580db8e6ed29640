$ slo prove ferry.yaml
$ slo prove
$ slo prove ferry.yaml --prometheus http://127.0.0.1:1
$ slo prove slo/definitions/orders.yaml

-- ferry.yaml --
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: ferry, labels: { pyrra.dev/team: sailors, pyrra.dev/service: harbour, pyrra.dev/tier: "1", pyrra.dev/escalation: oncall }, annotations: { pyrra.dev/runbook: ferry } }
spec:
  target: "99.9"
  window: 28d
  indicator: { ratio: { errors: { metric: 'http_requests_total{code="500"}' }, total: { metric: http_requests_total } } }

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    alerts: { page: none, ticket: none }

== prove ferry.yaml
harbour-ferry: 99.9% over 28d, by Pyrra's rules and by ours

  HISTORY                            VERDICT      PYRRA                        OURS                          APART
  outage of 30 minutes by day        page         after 2m, for 57m            after 0s, for 59m             2 min
  outage of 30 minutes by day        ticket       after 1h, for 4h57m          after 0s, for 6h29m           92 min
  outage of 30 minutes by day        budget left  -170.8%                      -170.8%                       0.0 points
  outage of 2 hours by night         page         after 2m, for 2h27m          after 0s, for 2h29m           2 min
  outage of 2 hours by night         ticket       after 2h14m, for 1h45m       after 1h14m, for 2h45m        60 min
  outage of 2 hours by night         budget left  78.3%                        78.3%                         0.0 points
  3 hours at 8 times the budget      page         silent                       silent                        0 min
  3 hours at 8 times the budget      ticket       after 3h11m, for 1h21m       after 2h12m, for 2h20m        59 min
  3 hours at 8 times the budget      budget left  79.9%                        79.9%                         0.0 points
  3 days at twice the budget         page         silent                       silent                        0 min
  3 days at twice the budget         ticket       after 1d18h34m, for 1d8h32m  after 1d15h38m, for 1d11h28m  176 min
  3 days at twice the budget         budget left  69.6%                        69.6%                         0.0 points
  4 minutes of outage every 2 hours  page         after 2m, for 4h27m          after 0s, for 6h11m           104 min
  4 minutes of outage every 2 hours  ticket       after 9h, for 19h3m          after 8h, for 20h3m           60 min
  4 minutes of outage every 2 hours  budget left  -29.0%                       -29.0%                        0.0 points
  8 hours without traffic            page         silent                       silent                        0 min
  8 hours without traffic            ticket       silent                       silent                        0 min
  8 hours without traffic            budget left  90.0%                        90.0%                         0.0 points

Why they differ
  outage of 30 minutes by day: their ticket waits (`for`) 1h and 3h
  outage of 2 hours by night: their ticket waits (`for`) 1h and 3h
  3 hours at 8 times the budget: their ticket waits (`for`) 1h and 3h
  3 days at twice the budget: their ticket waits (`for`) 1h and 3h
  4 minutes of outage every 2 hours: their page waits (`for`) 2m and 15m
  4 minutes of outage every 2 hours: their ticket waits (`for`) 1h and 3h
== exit 0

== prove
slo: `slo prove` needs files of OpenSLO, Sloth or Pyrra

slo prove --help says how.
== exit 2

== prove ferry.yaml --prometheus http://127.0.0.1:1
slo: http://127.0.0.1:1: no answer: connect ECONNREFUSED 127.0.0.1:1 (ECONNREFUSED)

slo prove --help says how.
== exit 2

== prove slo/definitions/orders.yaml
slo: these files are native: there is nothing to compare them with

slo prove --help says how.
== exit 2
