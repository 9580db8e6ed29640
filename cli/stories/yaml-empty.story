$ slo check

-- slo/definitions/orders.yaml --
# nothing yet

== check
slo/definitions/orders.yaml:1:1 error yaml-syntax: the file is empty
  1 | # nothing yet
    | ^
    = Start with `service:`, `owner:`, `tier:` and `slos:`.

1 error
== exit 1
