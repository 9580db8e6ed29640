$ slo check

-- slo/definitions/orders.yaml --
service: Orders
owner: 7
tier: 9
window: 30d
slos:
  - name: availability
    titel: Customers can order
    objective: 99.9
    window: 30 days
    indicator: { ratio: { bad: a, good: b, total: c } }
    alerts: { page: never, tickets: none }
  - name: two-kinds
    title: Two kinds
    objective: 99%
    by: region
    indicator: { ratio: { total: c }, probe: { gauge: d } }
    alerts: { page: { traffic: sometimes, tiers: [] }, ticket: { tiers: [{ burn_rate: -1 }] } }

== check
slo/definitions/orders.yaml:1:10 error invalid-value: `service` has the wrong form: "Orders"
  1 | service: Orders
    |          ^^^^^^
    = Write orders.

slo/definitions/orders.yaml:2:8 error invalid-value: `owner` is a number, not a text
  2 | owner: 7
    |        ^
    = Put it in quotes, with its unit if it has one.

slo/definitions/orders.yaml:3:7 error invalid-value: `tier` must be <= 4
  3 | tier: 9
    |       ^
    = 1 is the most important, 4 the least.

slo/definitions/orders.yaml:4:1 error invalid-key: `window` is not a key here
  4 | window: 30d
    | ^^^^^^
    = Known here: service, owner, tier, defaults, slos.

slo/definitions/orders.yaml:6:5 error invalid-key: `title` is missing
  6 |   - name: availability
    |     ^^^^^^^^^^^^^^^^^^
    = Add `title:` (What the customer gets, in one sentence).

slo/definitions/orders.yaml:7:5 error invalid-key: `titel` is not a key here
  7 |     titel: Customers can order
    |     ^^^^^
    = Did you mean `title`?

slo/definitions/orders.yaml:9:13 error invalid-value: `window` has the wrong form: "30 days"
  9 |     window: 30 days
    |             ^^^^^^^
    = Write 30d.

slo/definitions/orders.yaml:10:18 error invalid-key: `ratio` needs exactly 2 of bad, good, total
  10 |     indicator: { ratio: { bad: a, good: b, total: c } }
     |                  ^^^^^
     = State `total`, and either the bad or the good events, not both.

slo/definitions/orders.yaml:11:21 error invalid-value: `page` is "never", not none
  11 |     alerts: { page: never, tickets: none }
     |                     ^^^^^
     = Write none, or the keys it takes.

slo/definitions/orders.yaml:11:28 error invalid-key: `tickets` is not a key here
  11 |     alerts: { page: never, tickets: none }
     |                            ^^^^^^^
     = Did you mean `ticket`?

slo/definitions/orders.yaml:15:9 error invalid-value: `by` is a string, not a list
  15 |     by: region
     |         ^^^^^^
     = Write a list.

slo/definitions/orders.yaml:16:5 error invalid-key: `indicator` needs exactly one of ratio, latency, probe, condition, promql
  16 |     indicator: { ratio: { total: c }, probe: { gauge: d } }
     |     ^^^^^^^^^
     = Choose one kind; each SLO has one indicator.

slo/definitions/orders.yaml:16:18 error invalid-key: `ratio` needs exactly 2 of bad, good, total
  16 |     indicator: { ratio: { total: c }, probe: { gauge: d } }
     |                  ^^^^^
     = State `total`, and either the bad or the good events, not both.

slo/definitions/orders.yaml:17:32 error invalid-value: `traffic` is "sometimes"; allowed: window, period
  17 |     alerts: { page: { traffic: sometimes, tiers: [] }, ticket: { tiers: [{ burn_rate: -1 }] } }
     |                                ^^^^^^^^^
     = What divides the bad events of a window: its own traffic, or the period's mean.

slo/definitions/orders.yaml:17:50 error invalid-value: `tiers` is an empty list
  17 |     alerts: { page: { traffic: sometimes, tiers: [] }, ticket: { tiers: [{ burn_rate: -1 }] } }
     |                                                  ^^
     = Mend the value.

slo/definitions/orders.yaml:17:74 error invalid-key: `long_window` is missing
  17 |     alerts: { page: { traffic: sometimes, tiers: [] }, ticket: { tiers: [{ burn_rate: -1 }] } }
     |                                                                          ^^^^^^^^^^^^^^^^^
     = Add `long_window:` (A Prometheus duration: 5m, 1h30m, 30d).

slo/definitions/orders.yaml:17:87 error invalid-value: `burn_rate` must be > 0
  17 |     alerts: { page: { traffic: sometimes, tiers: [] }, ticket: { tiers: [{ burn_rate: -1 }] } }
     |                                                                                       ^^
     = Mend the value.

17 errors
== exit 1
