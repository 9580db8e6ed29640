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
$ slo check --scrape-interval 5m
$ slo compile --help
$ slo chek --strict
$ slo check --help
$ slo help show
$ slo runbook -h
$ slo --format json check
$ slo compile --out
$ slo check --out build

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

== --help
slo: service level objectives as code

  slo compile [PATH…] --out DIR  write rules, dashboards and policies
  slo check [PATH…]              read and check, write nothing
  slo show ID [PATH…]            the whole arithmetic of one SLO
  slo runbook [WORDS…]           the runbook of an alert or an SLO, or what is found for words; without: all of them
  slo convert PATH…              write files of OpenSLO, Sloth or Pyrra as native ones
  slo export [PATH…] --as TOOL   write promises as files of another tool
  slo prove FILE…                compare another tool's rules with ours over the same history
  slo lint [DASHBOARD…]          what is wrong with Grafana dashboards

PATH is a definition file, a folder of them, or - for standard input; without one: slo/definitions.
DASHBOARD is the same with JSON; without one: build/grafana/dashboards.
`slo COMMAND --help` lists the options of a command.

Exit codes: 0 fine, 1 findings, 2 usage.
== exit 0

== complie
slo: `complie` is not a command; did you mean `compile`?

slo --help says how.
== exit 2

== compile
slo: `slo compile` needs --out DIR

slo compile --help says how.
== exit 2

== compile --out build --target promethius
slo: `promethius` is not a target; there are: prometheus, prometheus-operator, mimir, grafana, alertmanager, cloud-monitoring

slo compile --help says how.
== exit 2

== check --formt json
slo: there is no option `--formt` here; did you mean `--format`?

slo check --help says how.
== exit 2

== check --format yaml
slo: `yaml` is not a format; there are: text, json, github

slo check --help says how.
== exit 2

== check missing.yaml
missing.yaml:1:1 error file-unreadable: there is no such file
    = Check the path.

1 error
== exit 1

== check --config nowhere.yaml
slo: nowhere.yaml: there is no such file; run in the repository, or give --config FILE

slo check --help says how.
== exit 2

== check --scrape-interval often
slo: --scrape-interval needs a duration such as 15s, not `often`

slo check --help says how.
== exit 2

== check --console-url nowhere
slo: --console-url needs an address, not `nowhere`

slo check --help says how.
== exit 2

== show
slo: `slo show` needs the id of an SLO, such as orders-availability

slo show --help says how.
== exit 2

== check --scrape-interval 5m
1 SLO, nothing wrong
== exit 0

== compile --help
slo compile [PATH…] --out DIR

Writes rules, dashboards and policies. Nothing is written while something is an error; warnings are told.

  --out DIR              where to write
  --target NAME          only this one; repeat for several: prometheus, prometheus-operator, mimir, grafana, alertmanager, cloud-monitoring
  --check                write nothing; fail when DIR is not what would be written
  --config FILE          what all definitions share; slo/config.yaml by default
  --scrape-interval 15s  in place of the config's
  --window 30d           in place of the config's
  --label NAME=VALUE     with the config's `labels`; repeat for several
  --console-url URL      in place of the config's
  --grafana-url URL      in place of the config's
  --router-url URL       in place of the config's
  --cloud-project NAME   in place of the config's
  --format FORMAT        text (default), json, or github: annotations on a pull request
== exit 0

== chek --strict
slo: `chek` is not a command; did you mean `check`?

slo --help says how.
== exit 2

== check --help
slo check [PATH…]

Reads and checks promises, metric declarations, routing and runbooks; writes nothing.

  --strict               fail for warnings, too
  --config FILE          what all definitions share; slo/config.yaml by default
  --scrape-interval 15s  in place of the config's
  --window 30d           in place of the config's
  --label NAME=VALUE     with the config's `labels`; repeat for several
  --console-url URL      in place of the config's
  --grafana-url URL      in place of the config's
  --router-url URL       in place of the config's
  --cloud-project NAME   in place of the config's
  --format FORMAT        text (default), json, or github: annotations on a pull request
== exit 0

== help show
slo show ID [PATH…]

Shows the whole arithmetic of one SLO. What is wrong anywhere is told beside it, on standard error; only what is wrong in its own file fails it.

  --config FILE          what all definitions share; slo/config.yaml by default
  --scrape-interval 15s  in place of the config's
  --window 30d           in place of the config's
  --label NAME=VALUE     with the config's `labels`; repeat for several
  --console-url URL      in place of the config's
  --grafana-url URL      in place of the config's
  --router-url URL       in place of the config's
  --cloud-project NAME   in place of the config's
  --format FORMAT        text (default), json, or github: annotations on a pull request
== exit 0

== runbook -h
slo runbook [WORDS…]

Looks a runbook up by its id, an alert, an SLO or words; several are listed.

  --language LANGUAGE    en or zh-TW; en by default
  --config FILE          what all definitions share; slo/config.yaml by default
  --scrape-interval 15s  in place of the config's
  --window 30d           in place of the config's
  --label NAME=VALUE     with the config's `labels`; repeat for several
  --console-url URL      in place of the config's
  --grafana-url URL      in place of the config's
  --router-url URL       in place of the config's
  --cloud-project NAME   in place of the config's
  --format FORMAT        text (default), json, or github: annotations on a pull request
== exit 0

== --format json check
slo: the command comes first: slo COMMAND --format

slo --help says how.
== exit 2

== compile --out
slo: Option '--out <value>' argument missing

slo compile --help says how.
== exit 2

== check --out build
slo: there is no option `--out` here

slo check --help says how.
== exit 2
