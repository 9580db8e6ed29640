$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: &a [x, x, x, x, x, x, x, x, x]
tier: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
slos: [*b, *b, *b, *b, *b, *b, *b, *b, *b]

== check
slo/definitions/orders.yaml:3:11 error yaml-alias: `*a` is an alias
  3 | tier: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
    |           ^^
    = Write values out, or put them under `defaults`.

1 error
== exit 1
