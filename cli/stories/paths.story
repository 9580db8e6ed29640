$ slo check
$ slo check slo/definitions
$ slo check ./slo/definitions/
$ slo check slo/../slo/definitions/orders.yaml slo/definitions
$ slo check $PWD/slo/definitions --config $PWD/slo/config.yaml
$ slo check slo/definitions/more

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
defaults: { alerts: { page: none, ticket: none } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
-- slo/definitions/more/sign-in.yaml --
service: sign-in
owner: identity-team
tier: 1
defaults: { alerts: { page: none, ticket: none } }
slos:
  - name: availability
    title: Customers can sign in
    objective: 100%
    indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", code=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
-- runbooks/zh-TW/none.txt --
No page in this language yet.
-- runbooks/en/yaml.md --
No front matter.

== check
runbooks/en/yaml.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/more/sign-in.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

1 error and 1 warning
== exit 1

== check slo/definitions
runbooks/en/yaml.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/more/sign-in.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

1 error and 1 warning
== exit 1

== check ./slo/definitions/
runbooks/en/yaml.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/more/sign-in.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

1 error and 1 warning
== exit 1

== check slo/../slo/definitions/orders.yaml slo/definitions
runbooks/en/yaml.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/more/sign-in.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

1 error and 1 warning
== exit 1

== check $PWD/slo/definitions --config $PWD/slo/config.yaml
runbooks/en/yaml.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

slo/definitions/more/sign-in.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

1 error and 1 warning
== exit 1

== check slo/definitions/more
slo/definitions/more/sign-in.yaml:8:16 error invalid-objective: `100%` leaves no error budget
  8 |     objective: 100%
    |                ^^^^
    = Promise less than 100%: every system fails sometimes.

1 error
== exit 1
