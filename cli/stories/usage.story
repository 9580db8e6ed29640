$ slo --help
$ slo complie
$ slo compile
$ slo compile --out build --target promethius
$ slo check --formt json
$ slo check --format yaml
$ slo check missing.yaml
$ slo check --config nowhere.yaml
$ slo check --scrape-interval often
$ slo check --console-url nowhere
$ slo show

-- slo/definitions/orders.yaml --
service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{service="orders", code=~"5.."}', total: 'http_requests_total{service="orders"}' } }
    runbook: orders

== --help
slo: service level objectives as code

  slo compile [PATH…] --out DIR   write rules, dashboards and policies; without PATH: slo/definitions
  slo check [PATH…]               read and check, write nothing
  slo show ID [PATH…]             the whole arithmetic of one SLO
  slo runbook [WORDS…]            the runbook of an alert or an SLO, or what is found for words; without: all of them
  slo lint [DASHBOARD…]           what is wrong with Grafana dashboards; without one: build/grafana/dashboards

PATH is a definition file, a folder of them, or - for standard input; DASHBOARD the same with JSON.

  --out DIR                where compile writes
  --target NAME            only this target; repeat for several: prometheus, prometheus-operator, mimir, grafana, alertmanager, cloud-monitoring
  --check                  write nothing; fail when DIR is not what would be written
  --format FORMAT          text (default), json, or github (annotations on a pull request)
  --language LANGUAGE      of runbooks: en (default), zh-TW
  --config FILE            what all definitions share; slo/config.yaml by default
  --scrape-interval 15s    --window 30d    --console-url URL    --grafana-url URL
  --router-url URL         --cloud-project NAME                 each in place of the config's
  --help

Exit codes: 0 fine, 1 findings, 2 usage.
== exit 0

== complie
slo: `complie` is not a command; did you mean `compile`?

slo --help says how.
== exit 2

== compile
slo: `slo compile` needs --out DIR

slo --help says how.
== exit 2

== compile --out build --target promethius
slo: `promethius` is not a target; there are: prometheus, prometheus-operator, mimir, grafana, alertmanager, cloud-monitoring

slo --help says how.
== exit 2

== check --formt json
slo: Unknown option '--formt'

slo --help says how.
== exit 2

== check --format yaml
slo: `yaml` is not a format; there are: text, json, github

slo --help says how.
== exit 2

== check missing.yaml
missing.yaml:1:1 error file-unreadable: there is no such file
    = Check the path.

1 finding; nothing was written
== exit 1

== check --config nowhere.yaml
slo: nowhere.yaml: there is no such file; run in the repository, or give --config FILE

slo --help says how.
== exit 2

== check --scrape-interval often
slo: --scrape-interval needs a duration such as 15s, not `often`

slo --help says how.
== exit 2

== check --console-url nowhere
slo: --console-url needs an address, not `nowhere`

slo --help says how.
== exit 2

== show
slo: `slo show` needs the id of an SLO, such as orders-availability

slo --help says how.
== exit 2
