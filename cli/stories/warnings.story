$ slo check
$ slo check ./slo/definitions/
$ slo check --strict
$ slo check --format github
$ slo compile --out build --target alertmanager

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
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{code="500"}', total: http_requests_total } }
    runbook: orders
-- runbooks/en/orders.md --
---
id: orders
title: Orders fail
slos: [orders-availability]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2020-01-01
---

## What customers feel

Text.

## Is it real

```promql
rate(http_requests_total[5m])
```

## Stop the bleeding

Text.

## Find the cause

Text.

## Escalate to

Text.

## Afterwards

Text.
-- runbooks/zh-TW/orders.md --
---
id: orders
title: 訂單失敗
slos: [orders-availability]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2020-01-01
---

## 顧客的感受

Text.

## 是真的嗎

```promql
rate(http_requests_total[5m])
```

## 先止血

Text.

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.

== check
runbooks/en/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

runbooks/zh-TW/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

2 warnings
== exit 0

== check ./slo/definitions/
runbooks/en/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

runbooks/zh-TW/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

2 warnings
== exit 0

== check --strict
runbooks/en/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

runbooks/zh-TW/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

2 warnings
== exit 1

== check --format github
::warning file=runbooks/en/orders.md,line=7,col=1,endColumn=21,title=runbook-review::nobody has read this for truth since 2020-01-01. Read it for truth, and write today's date.
::warning file=runbooks/zh-TW/orders.md,line=7,col=1,endColumn=21,title=runbook-review::nobody has read this for truth since 2020-01-01. Read it for truth, and write today's date.
== exit 0

== compile --out build --target alertmanager
SLO                  OBJECTIVE  WINDOW  BUDGET  BAD PER MILLION  PAGES ABOVE
orders-availability      99.9%     30d  43m12s            1,000  1.44% over 1h, 0.6% over 6h

TARGET        FILES  WRITTEN TO
alertmanager      1  build/alertmanager
== exit 0
