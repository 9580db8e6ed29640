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
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: oncall } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
-- alerts/routing.yaml --
time_zone: Asia/Taipei
hours:
  office: { days: [mon, monday], from: 9, until: "18:00" }
channels:
  Pager: { pagerduty: { routing_key_env: PAGERDUTY_KEY } }
  key: { pagerduty: { routing_key_env: pagerduty-key } }
  chat: { webhook: { url: "https://mei:secret@chat.example", secret_env: CHAT_SECRET } }
  two: { email: { to: [a@b.example] }, pagerduty: { routing_key_env: PAGERDUTY_KEY } }
  mail: { email: { to: [a@b.example, a@b.example] } }
falback: [mail]
escalations:
  oncall: { steps: [], repeat: 11 }
  # What is wrong with one does not hide what is wrong with another.
  backlog: { steps: [{ notify: [mial], timeout: 3d }], rises_to: oncall }
routes:
  - { match: '{severity="page"}', escalation: oncall, continue: true }
  - { escalation: oncall }
  - { match: '{severity="ticket"}', escalation: backlog }
  - { escalation: backlog }
maintenance:
  - { match: '{}', from: tomorrow, until: 2026-12-01T02:00 }

== check
alerts/routing.yaml:1:1 error invalid-key: `fallback` is missing
  1 | time_zone: Asia/Taipei
    | ^^^^^^^^^^^^^^^^^^^^^^
    = Add `fallback:` (Names of email channels, at least one, that are told when PagerDuty does not take a page within a minute).

alerts/routing.yaml:3:25 error invalid-value: `days` is "monday"; allowed: mon, tue, wed, thu, fri, sat, sun
  3 |   office: { days: [mon, monday], from: 9, until: "18:00" }
    |                         ^^^^^^
    = Mend the value.

alerts/routing.yaml:3:40 error invalid-value: `from` is a number, not a text
  3 |   office: { days: [mon, monday], from: 9, until: "18:00" }
    |                                        ^
    = Put it in quotes, with its unit if it has one.

alerts/routing.yaml:5:3 error invalid-value: `Pager` has the wrong form: "Pager"
  5 |   Pager: { pagerduty: { routing_key_env: PAGERDUTY_KEY } }
    |   ^^^^^
    = Use lower-case letters, digits and hyphens, starting with a letter, at most 63.

alerts/routing.yaml:6:40 error invalid-value: `routing_key_env` has the wrong form: "pagerduty-key"
  6 |   key: { pagerduty: { routing_key_env: pagerduty-key } }
    |                                        ^^^^^^^^^^^^^
    = Write the name of an environment variable such as PAGERDUTY_ORDERS_KEY; the secret itself never stands here.

alerts/routing.yaml:7:27 error invalid-value: `url` has the wrong form: "https://mei:secret@chat.example"
  7 |   chat: { webhook: { url: "https://mei:secret@chat.example", secret_env: CHAT_SECRET } }
    |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = Write an address such as https://chat.example/in, without user and password.

alerts/routing.yaml:8:3 error invalid-key: `two` needs exactly one of pagerduty, email, webhook
  8 |   two: { email: { to: [a@b.example] }, pagerduty: { routing_key_env: PAGERDUTY_KEY } }
    |   ^^^
    = A channel is of one kind; name two channels where two are to be told.

alerts/routing.yaml:9:24 error invalid-value: `to` holds the same thing twice
  9 |   mail: { email: { to: [a@b.example, a@b.example] } }
    |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^
    = Addresses, each once.

alerts/routing.yaml:10:1 error invalid-key: `falback` is not a key here
  10 | falback: [mail]
     | ^^^^^^^
     = Did you mean `fallback`?

alerts/routing.yaml:12:20 error invalid-value: `steps` is an empty list
  12 |   oncall: { steps: [], repeat: 11 }
     |                    ^^
     = Who is told, one after the other, until somebody acknowledges.

alerts/routing.yaml:12:32 error invalid-value: `repeat` must be <= 10
  12 |   oncall: { steps: [], repeat: 11 }
     |                                ^^
     = How often all steps are gone through again, 0 to 10. 0 by default.

alerts/routing.yaml:14:33 error unknown-channel: there is no channel `mial`
  14 |   backlog: { steps: [{ notify: [mial], timeout: 3d }], rises_to: oncall }
     |                                 ^^^^
     = Did you mean `mail`?

alerts/routing.yaml:16:55 error invalid-key: `continue` is not a key here
  16 |   - { match: '{severity="page"}', escalation: oncall, continue: true }
     |                                                       ^^^^^^^^
     = Known here: match, escalation.

alerts/routing.yaml:17:5 error unreachable-route: this route takes every alert, so none comes to those after it
  17 |   - { escalation: oncall }
     |     ^^^^^^^^^^^^^^^^^^^^^^
     = Give it a match, or move it to the end.

alerts/routing.yaml:21:5 error invalid-key: `reason` is missing
  21 |   - { match: '{}', from: tomorrow, until: 2026-12-01T02:00 }
     |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Add `reason:` (What is done, for whoever wonders at the silence).

alerts/routing.yaml:21:26 error invalid-value: `from` has the wrong form: "tomorrow"
  21 |   - { match: '{}', from: tomorrow, until: 2026-12-01T02:00 }
     |                          ^^^^^^^^
     = A local time such as 2026-12-01T02:00, or with an offset such as 2026-12-01T02:00+08:00.

16 errors
== exit 1
