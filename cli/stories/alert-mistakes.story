$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
slos:
  - name: nobody-told
    title: No escalation and no runbook
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{code="500"}', total: http_requests_total } }
  - name: unreachable
    title: 14.4 times 10 % is more than everything
    objective: 90%
    indicator: { ratio: { bad: 'http_requests_total{code="500"}', total: http_requests_total } }
    alerts: { page: { escalation: oncall }, ticket: none }
    runbook: orders
  - name: windows
    title: Windows out of order
    objective: 99%
    window: 7d
    indicator: { ratio: { bad: 'http_requests_total{code="500"}', total: http_requests_total } }
    alerts:
      page: { escalation: oncall, tiers: [{ burn_rate: 10, long_window: 5m, short_window: 1h }, { burn_rate: 1, long_window: 30d }, { burn_rate: 2, long_window: 90s }] }
      ticket: none
      absent: 1s
    runbook: orders
  - name: period
    title: Too long and too short
    objective: 99%
    window: 91d
    indicator: { ratio: { bad: 'http_requests_total{code="500"}', total: http_requests_total } }
    alerts: { page: none, ticket: none }

== check
slo/definitions/orders.yaml:5:11 error missing-escalation: the page alert names no escalation
  5 |   - name: nobody-told
    |           ^^^^^^^^^^^
    = Add alerts: { page: { escalation: … } }, here or under defaults, or page: none.

slo/definitions/orders.yaml:5:11 error missing-escalation: the ticket alert names no escalation
  5 |   - name: nobody-told
    |           ^^^^^^^^^^^
    = Add alerts: { ticket: { escalation: … } }, here or under defaults, or ticket: none.

slo/definitions/orders.yaml:11:16 error unreachable-tier: the page tier at 14.4x over 1h would need 144% of events to be bad
  11 |     objective: 90%
     |                ^^^
     = Set `tiers` with a lower burn_rate, or promise more.

slo/definitions/orders.yaml:21:43 error invalid-window: the short window 1h is not shorter than the long window 5m
  21 |       page: { escalation: oncall, tiers: [{ burn_rate: 10, long_window: 5m, short_window: 1h }, { burn_rate: 1, long_window: 30d }, { burn_rate: 2, long_window: 90s }] }
     |                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = The Workbook uses a twelfth of the long window.

slo/definitions/orders.yaml:21:97 error invalid-window: the long window 30d is longer than the SLO's own window
  21 |       page: { escalation: oncall, tiers: [{ burn_rate: 10, long_window: 5m, short_window: 1h }, { burn_rate: 1, long_window: 30d }, { burn_rate: 2, long_window: 90s }] }
     |                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = An alert comes too late when the period is over.

slo/definitions/orders.yaml:21:133 error invalid-window: an alert window is not a whole number of minutes
  21 |       page: { escalation: oncall, tiers: [{ burn_rate: 10, long_window: 5m, short_window: 1h }, { burn_rate: 1, long_window: 30d }, { burn_rate: 2, long_window: 90s }] }
     |                                                                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Rules are evaluated every 30 seconds; write 5m, 1h30m or 3d.

slo/definitions/orders.yaml:23:15 error invalid-value: `1s` is not a duration of a minute or more
  23 |       absent: 1s
     |               ^^
     = 10m forgives a restart.

slo/definitions/orders.yaml:28:13 error invalid-window: `91d` is not between 1d and 90d
  28 |     window: 91d
     |             ^^^
     = Most teams promise over 30d.

8 errors
== exit 1
