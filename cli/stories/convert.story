$ slo convert sloth.yaml
$ slo convert sloth.yaml --out native
$ slo check native
$ slo convert native/bakery.yaml
$ slo convert other.yaml --out native
$ slo convert two.yaml
$ slo convert broken.yaml

-- sloth.yaml --
# The bakery's promises.
version: prometheus/v1
service: bakery # who bakes
labels: { owner: bakers, tier: "2", escalation: oncall }
slos:
  # One of a thousand may burn.
  - name: oven_errors
    objective: 99.9
    description: Loaves come out of the oven as they should.
    sli:
      events:
        # everything that the oven says
        error_query: sum(rate(http_requests_total{code="500"}[{{.window}}]))
        total_query: sum(rate(http_requests_total[{{.window}}]))
    alerting:
      # nobody is woken
      page_alert: { disable: true }

-- other.yaml --
version: prometheus/v1
service: bakery
labels: { owner: bakers, tier: "2", escalation: oncall }
slos:
  - name: oven
    objective: 99
    sli: { events: { error_query: 'sum(rate(http_requests_total{code="500"}[{{.window}}]))', total_query: 'sum(rate(http_requests_total[{{.window}}]))' } }
    alerting: { page_alert: { disable: true } }

-- two.yaml --
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: a, namespace: north }
spec: { target: "99", window: 28d, indicator: { bool_gauge: { metric: probe_success } }, alerting: { disabled: true } }
---
apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: a, namespace: south }
spec: { target: "99", window: 28d, indicator: { bool_gauge: { metric: probe_success } }, alerting: { disabled: true } }

-- broken.yaml --
version: prometheus/v1
service: bakery
slos: []

== convert sloth.yaml
# The bakery's promises.

# who bakes
service: bakery
owner: bakers
tier: 2
slos:
  # One of a thousand may burn.
  - name: oven-errors
    title: Loaves come out of the oven as they should.
    objective: 99.9%
    # everything that the oven says
    indicator:
      ratio:
        bad: http_requests_total{code="500"}
        total: http_requests_total
    # nobody is woken
    alerts:
      page: none
      ticket:
        escalation: oncall
        tiers:
          - burn_rate: 3
            long_window: 1d
            short_window: 2h
          - burn_rate: 1
            long_window: 3d
            short_window: 6h
sloth.yaml:7:11 warning dialect-name: `oven_errors` becomes `oven-errors`
  7 |   - name: oven_errors
    |           ^^^^^^^^^^^
    = Ids have small letters, digits and hyphens, and history hangs on them: keep the name, or take the id.

== exit 0

== convert sloth.yaml --out native
native/bakery.yaml
sloth.yaml:7:11 warning dialect-name: `oven_errors` becomes `oven-errors`
  7 |   - name: oven_errors
    |           ^^^^^^^^^^^
    = Ids have small letters, digits and hyphens, and history hangs on them: keep the name, or take the id.

== exit 0

== check native
1 SLO, nothing wrong
== exit 0

== convert native/bakery.yaml
# The bakery's promises.

# who bakes
service: bakery
owner: bakers
tier: 2
slos:
  # One of a thousand may burn.
  - name: oven-errors
    title: Loaves come out of the oven as they should.
    objective: 99.9%
    # everything that the oven says
    indicator:
      ratio:
        bad: http_requests_total{code="500"}
        total: http_requests_total
    # nobody is woken
    alerts:
      page: none
      ticket:
        escalation: oncall
        tiers:
          - burn_rate: 3
            long_window: 1d
            short_window: 2h
          - burn_rate: 1
            long_window: 3d
            short_window: 6h
== exit 0

== convert other.yaml --out native
native/bakery.yaml says something else

Nothing was written. --force writes over it.
== exit 1

== convert two.yaml
slo: these are 2 files (north.yaml, south.yaml); give --out DIR

slo convert --help says how.
== exit 2

== convert broken.yaml
1 error; nothing was converted
broken.yaml:3:7 error invalid-value: `slos` is an empty list
  3 | slos: []
    |       ^^
    = Mend the value.

== exit 1
