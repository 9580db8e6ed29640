$ slo compile --out build --target alertmanager
$ slo compile --out build --target alertmanager --check
$ slo compile --out elsewhere --target alertmanager --check
$ slo compile --out slo/config.yaml --target alertmanager

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

== compile --out build --target alertmanager
SLO                  OBJECTIVE  WINDOW  BUDGET  BAD PER MILLION  PAGES ABOVE
orders-availability      99.9%     30d  43m12s            1,000  1.44% over 1h, 0.6% over 6h

TARGET        FILES  WRITTEN TO
alertmanager      1  build/alertmanager
== exit 0

== compile --out build --target alertmanager --check
build is what the definitions compile to
== exit 0

== compile --out elsewhere --target alertmanager --check
elsewhere/alertmanager/alertmanager.yml: missing

Run `slo compile` without --check.
== exit 1

== compile --out slo/config.yaml --target alertmanager
slo: cannot write slo/config.yaml/alertmanager: ENOTDIR: not a directory, mkdir 'slo/config.yaml/alertmanager'

slo compile --help says how.
== exit 2
