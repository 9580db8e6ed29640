$ slo check

-- slo/config.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [../metrics.yaml]
routing: ../alerts/routing.yaml
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
-- alerts/routing.yaml --
time_zone: America/New_Yrok
holidays:
  taiwan-2026: [2026-02-14 to 2026-02-12, 2026-02-30]
hours:
  office: { days: [mon, fri], from: "18:00", until: "18:00", except_on: [taiwan] }
channels:
  pager: { pagerduty: { routing_key_env: PAGERDUTY_KEY } }
  mail: { email: { to: [team@luckygas.example] } }
fallback: [pager, letters]
escalations:
  oncall:
    steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
    hours: ofice
    rises_to: onkall
  backlog: { steps: [{ notify: [mail], timeout: 3d }], rises_to: circle }
  circle: { steps: [{ notify: [mail], timeout: 3d }], rises_to: backlog }
routes:
  - { match: '{severity="page"}', escalation: oncall }
  - { match: '{severity="page", owner="order-team"}', escalation: oncall }
  - { match: '{severity="critical"}', escalation: oncall }
  - { match: 'severity="page"', escalation: oncall }
  - { match: '{owner=~"(order|billing"}', escalation: oncall }
  - { match: '{owner="order-team", }}', escalation: oncall }
  - { match: '{severity="ticket"}', escalation: backlgo }
maintenance:
  - { match: '{}', from: 2026-12-01T04:00, until: 2026-12-01T02:00, reason: Years do not run backwards }
  - { match: '{}', from: 2026-02-30T00:00, until: 2026-03-01T00:00, reason: No such day }
  - { match: '{}', every: { days: [first sun], from: "22:00", until: "06:00", first: 2026-12-01, last: 2026-12-05 }, reason: It never comes }
  - { match: '{}', every: { days: [sun], from: "22:00", except_on: [taiwan-2062] }, reason: How long }
dead_mans_switch: { alertname: Watchdog, timeout: 5m, escalation: oncal }
stale_after: 0m

== check
alerts/routing.yaml:1:12 error unknown-time-zone: there is no time zone `America/New_Yrok`
  1 | time_zone: America/New_Yrok
    |            ^^^^^^^^^^^^^^^^
    = Did you mean `America/New_York`?

alerts/routing.yaml:3:17 error empty-interval: 2026-02-12 is before 2026-02-14
  3 |   taiwan-2026: [2026-02-14 to 2026-02-12, 2026-02-30]
    |                 ^^^^^^^^^^^^^^^^^^^^^^^^
    = Write the first day first; the year is easy to miss.

alerts/routing.yaml:3:43 error invalid-value: `2026-02-30` is not in the calendar
  3 |   taiwan-2026: [2026-02-14 to 2026-02-12, 2026-02-30]
    |                                           ^^^^^^^^^^
    = Write a date such as 2026-12-31.

alerts/routing.yaml:5:53 error empty-interval: `office` ends at 18:00, when it begins
  5 |   office: { days: [mon, fri], from: "18:00", until: "18:00", except_on: [taiwan] }
    |                                                     ^^^^^^^
    = Write a later end, or an earlier one for the next day; the whole day is from "00:00" until "24:00".

alerts/routing.yaml:5:74 error unknown-holidays: there are no holidays `taiwan`
  5 |   office: { days: [mon, fri], from: "18:00", until: "18:00", except_on: [taiwan] }
    |                                                                          ^^^^^^
    = Add it under `holidays`.

alerts/routing.yaml:9:12 error fallback-not-email: `pager` is a pagerduty channel, not an email channel
  9 | fallback: [pager, letters]
    |            ^^^^^
    = Email channels are: mail.

alerts/routing.yaml:9:19 error unknown-channel: there is no channel `letters`
  9 | fallback: [pager, letters]
    |                   ^^^^^^^
    = Add it under `channels`.

alerts/routing.yaml:12:24 error unknown-channel: there is no channel `pagre`
  12 |     steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
     |                        ^^^^^
     = Did you mean `pager`?

alerts/routing.yaml:12:41 error invalid-value: `0s` is no time at all
  12 |     steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
     |                                         ^^
     = Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.

alerts/routing.yaml:12:74 error invalid-value: `31d` is longer than 30d
  12 |     steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
     |                                                                          ^^^
     = Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.

alerts/routing.yaml:13:12 error unknown-hours: there are no hours `ofice`
  13 |     hours: ofice
     |            ^^^^^
     = Did you mean `office`?

alerts/routing.yaml:14:15 error unknown-escalation: there is no escalation policy `onkall`
  14 |     rises_to: onkall
     |               ^^^^^^
     = Add it under `escalations`.

alerts/routing.yaml:15:66 error cyclic-escalation: backlog → circle → backlog has no end
  15 |   backlog: { steps: [{ notify: [mail], timeout: 3d }], rises_to: circle }
     |                                                                  ^^^^^^
     = Let the last policy rise to none.

alerts/routing.yaml:19:5 error unreachable-route: no alert comes here: route 1 ({severity="page"}) takes them all
  19 |   - { match: '{severity="page", owner="order-team"}', escalation: oncall }
     |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Move it before that route, or take it out.

alerts/routing.yaml:20:16 error unknown-label-value: the router knows the severities page and ticket, and this matches neither
  20 |   - { match: '{severity="critical"}', escalation: oncall }
     |                ^^^^^^^^^^^^^^^^^^^
     = Write severity="page" or severity="ticket".

alerts/routing.yaml:21:15 error invalid-expression: expected matchers in braces, such as {severity="page"}
  21 |   - { match: 'severity="page"', escalation: oncall }
     |               ^^^^^^^^^^^^^^^
     = Write label matchers in braces: =, !=, =~, !~.

alerts/routing.yaml:22:16 error invalid-regex: `(order|billing`: missing closing ): `(order|billing`
  22 |   - { match: '{owner=~"(order|billing"}', escalation: oncall }
     |                ^^^^^^^^^^^^^^^^^^^^^^^
     = Matchers take RE2: no lookahead, no back-references.

alerts/routing.yaml:23:37 error invalid-expression: unexpected `}`
  23 |   - { match: '{owner="order-team", }}', escalation: oncall }
     |                                     ^
     = Write label matchers in braces: =, !=, =~, !~.

alerts/routing.yaml:24:14 error missing-last-route: the last route does not take every alert
  24 |   - { match: '{severity="ticket"}', escalation: backlgo }
     |              ^^^^^^^^^^^^^^^^^^^^^
     = End with a route that has only `escalation`, for every alert that no other route takes.

alerts/routing.yaml:24:49 error unknown-escalation: there is no escalation policy `backlgo`
  24 |   - { match: '{severity="ticket"}', escalation: backlgo }
     |                                                 ^^^^^^^
     = Did you mean `backlog`?

alerts/routing.yaml:26:51 error empty-interval: the window ends at 2026-12-01T02:00, not after 2026-12-01T04:00
  26 |   - { match: '{}', from: 2026-12-01T04:00, until: 2026-12-01T02:00, reason: Years do not run backwards }
     |                                                   ^^^^^^^^^^^^^^^^
     = Write a later end; the year and the month are easy to miss.

alerts/routing.yaml:27:26 error invalid-value: `2026-02-30T00:00` is not in the calendar
  27 |   - { match: '{}', from: 2026-02-30T00:00, until: 2026-03-01T00:00, reason: No such day }
     |                          ^^^^^^^^^^^^^^^^
     = Write a time such as 2026-12-01T02:00.

alerts/routing.yaml:28:35 error empty-interval: from 2026-12-01 to 2026-12-05 there is no first sun
  28 |   - { match: '{}', every: { days: [first sun], from: "22:00", until: "06:00", first: 2026-12-01, last: 2026-12-05 }, reason: It never comes }
     |                                   ^^^^^^^^^^^
     = Write other days, or a later last date.

alerts/routing.yaml:29:20 error invalid-key: `every` needs exactly one of until, duration
  29 |   - { match: '{}', every: { days: [sun], from: "22:00", except_on: [taiwan-2062] }, reason: How long }
     |                    ^^^^^
     = Write until: "04:00" for a time of day, or duration: 2h.

alerts/routing.yaml:29:69 error unknown-holidays: there are no holidays `taiwan-2062`
  29 |   - { match: '{}', every: { days: [sun], from: "22:00", except_on: [taiwan-2062] }, reason: How long }
     |                                                                     ^^^^^^^^^^^
     = Did you mean `taiwan-2026`?

alerts/routing.yaml:30:67 error unknown-escalation: there is no escalation policy `oncal`
  30 | dead_mans_switch: { alertname: Watchdog, timeout: 5m, escalation: oncal }
     |                                                                   ^^^^^
     = Did you mean `oncall`?

alerts/routing.yaml:31:14 error invalid-value: `0m` is no time at all
  31 | stale_after: 0m
     |              ^^
     = Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.

27 errors
== exit 1
