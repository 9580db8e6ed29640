$ slo check

-- slo/definitions/orders.yaml --
service: orders
owner: [order-team
tier: 1

== check
slo/definitions/orders.yaml:3:1 error yaml-syntax: flow sequence in block collection must be sufficiently indented and end with a ]
  3 | tier: 1
    | ^
    = Mend the YAML here; a selector inside { } needs quotes around it.

1 error
== exit 1
