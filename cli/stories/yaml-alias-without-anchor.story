$ slo check

-- slo/definitions/orders.yaml --
service: *nobody

== check
slo/definitions/orders.yaml:1:10 error yaml-alias: `*nobody` is an alias
  1 | service: *nobody
    |          ^^^^^^^
    = Write values out, or put them under `defaults`.

1 error
== exit 1
