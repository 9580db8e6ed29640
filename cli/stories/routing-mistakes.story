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
hours:
  office: { days: [mon, fri], from: "18:00", until: "09:00" }
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
dead_mans_switch: { alertname: Watchdog, timeout: 5m, escalation: oncal }
stale_after: 0m

== check
alerts/routing.yaml:1:12 error unknown-time-zone: there is no time zone `America/New_Yrok`
  1 | time_zone: America/New_Yrok
    |            ^^^^^^^^^^^^^^^^
    = Did you mean `America/New_York`?

alerts/routing.yaml:3:53 error empty-interval: `office` ends at 09:00, not after 18:00
  3 |   office: { days: [mon, fri], from: "18:00", until: "09:00" }
    |                                                     ^^^^^^^
    = Hours begin and end on the same day; its end is "24:00".

alerts/routing.yaml:7:12 error fallback-not-email: `pager` is a pagerduty channel, not an email channel
  7 | fallback: [pager, letters]
    |            ^^^^^
    = Email channels are: mail.

alerts/routing.yaml:7:19 error unknown-channel: there is no channel `letters`
  7 | fallback: [pager, letters]
    |                   ^^^^^^^
    = Add it under `channels`.

alerts/routing.yaml:10:24 error unknown-channel: there is no channel `pagre`
  10 |     steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
     |                        ^^^^^
     = Did you mean `pager`?

alerts/routing.yaml:10:41 error invalid-value: `0s` is no time at all
  10 |     steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
     |                                         ^^
     = Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.

alerts/routing.yaml:10:74 error invalid-value: `31d` is longer than 30d
  10 |     steps: [{ notify: [pagre], timeout: 0s }, { notify: [mail], timeout: 31d }]
     |                                                                          ^^^
     = Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.

alerts/routing.yaml:11:12 error unknown-hours: there are no hours `ofice`
  11 |     hours: ofice
     |            ^^^^^
     = Did you mean `office`?

alerts/routing.yaml:12:15 error unknown-escalation: there is no escalation policy `onkall`
  12 |     rises_to: onkall
     |               ^^^^^^
     = Did you mean `oncall`?

alerts/routing.yaml:13:66 error cyclic-escalation: backlog → circle → backlog has no end
  13 |   backlog: { steps: [{ notify: [mail], timeout: 3d }], rises_to: circle }
     |                                                                  ^^^^^^
     = Let the last policy rise to none.

alerts/routing.yaml:17:5 error unreachable-route: no alert comes here: route 1 ({severity="page"}) takes them all
  17 |   - { match: '{severity="page", owner="order-team"}', escalation: oncall }
     |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Move it before that route, or take it out.

alerts/routing.yaml:18:16 error unknown-label-value: the router knows the severities page and ticket, and this matches neither
  18 |   - { match: '{severity="critical"}', escalation: oncall }
     |                ^^^^^^^^^^^^^^^^^^^
     = Write severity="page" or severity="ticket".

alerts/routing.yaml:19:15 error invalid-expression: expected matchers in braces, such as {severity="page"}
  19 |   - { match: 'severity="page"', escalation: oncall }
     |               ^^^^^^^^^^^^^^^
     = Write label matchers in braces: =, !=, =~, !~.

alerts/routing.yaml:20:16 error invalid-regex: `(order|billing`: missing closing ): `(order|billing`
  20 |   - { match: '{owner=~"(order|billing"}', escalation: oncall }
     |                ^^^^^^^^^^^^^^^^^^^^^^^
     = Matchers take RE2: no lookahead, no back-references.

alerts/routing.yaml:21:37 error invalid-expression: unexpected `}`
  21 |   - { match: '{owner="order-team", }}', escalation: oncall }
     |                                     ^
     = Write label matchers in braces: =, !=, =~, !~.

alerts/routing.yaml:22:14 error missing-last-route: the last route does not take every alert
  22 |   - { match: '{severity="ticket"}', escalation: backlgo }
     |              ^^^^^^^^^^^^^^^^^^^^^
     = End with a route that has only `escalation`, for every alert that no other route takes.

alerts/routing.yaml:22:49 error unknown-escalation: there is no escalation policy `backlgo`
  22 |   - { match: '{severity="ticket"}', escalation: backlgo }
     |                                                 ^^^^^^^
     = Did you mean `backlog`?

alerts/routing.yaml:24:51 error empty-interval: the window ends at 2026-12-01T02:00, not after 2026-12-01T04:00
  24 |   - { match: '{}', from: 2026-12-01T04:00, until: 2026-12-01T02:00, reason: Years do not run backwards }
     |                                                   ^^^^^^^^^^^^^^^^
     = Write a later end; the year and the month are easy to miss.

alerts/routing.yaml:25:26 error invalid-value: `2026-02-30T00:00` is not in the calendar
  25 |   - { match: '{}', from: 2026-02-30T00:00, until: 2026-03-01T00:00, reason: No such day }
     |                          ^^^^^^^^^^^^^^^^
     = Write a time such as 2026-12-01T02:00.

alerts/routing.yaml:26:67 error unknown-escalation: there is no escalation policy `oncal`
  26 | dead_mans_switch: { alertname: Watchdog, timeout: 5m, escalation: oncal }
     |                                                                   ^^^^^
     = Did you mean `oncall`?

alerts/routing.yaml:27:14 error invalid-value: `0m` is no time at all
  27 | stale_after: 0m
     |              ^^
     = Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.

21 errors
== exit 1
