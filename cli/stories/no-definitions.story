$ slo check
$ slo compile --out build
$ slo lint --help

-- slo/definitions/readme.txt --
no definitions yet

== check
slo: there are no definitions (*.yaml) in slo/definitions

slo check --help says how.
== exit 2

== compile --out build
slo: there are no definitions (*.yaml) in slo/definitions

slo compile --help says how.
== exit 2

== lint --help
slo lint [DASHBOARD…]

Checks Grafana dashboards (classic JSON), whoever made them, as one set that is installed together.

  --format FORMAT  text (default), json, or github: annotations on a pull request
== exit 0
