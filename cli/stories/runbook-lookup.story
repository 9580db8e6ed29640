$ slo check
$ slo runbook
$ slo runbook orders
$ slo runbook orders-availability --language zh-TW
$ slo runbook SLOBudgetBurn
$ slo runbook 發票
$ slo runbook invoces
$ slo runbook teleportation
$ slo runbook orders --language fr
$ slo runbook --config no-runbooks.yaml
$ slo runbook --config no-folder.yaml
$ slo runbook orders --format json

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
    indicator: { ratio: { bad: 'http_requests_total{app_component="orders", code=~"5.."}', total: 'http_requests_total{app_component="orders"}' } }
    runbook: orders
  - name: again
    title: Customers can order again
    objective: 99.9%
    indicator: { ratio: { bad: 'http_requests_total{app_component="sign-in", code=~"5.."}', total: 'http_requests_total{app_component="sign-in"}' } }
    runbook: e-invoices
-- no-runbooks.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [metrics.yaml]
-- no-folder.yaml --
scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
metrics: [metrics.yaml]
runbooks: nowhere
-- runbooks/en/orders.md --
---
id: orders
title: Orders fail
slos: [orders-availability]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2026-11-21
---

## What customers feel

Text.

## Is it real

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
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
reviewed: 2026-11-21
---

## 顧客的感受

Text.

## 是真的嗎

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## 先止血

Text.

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.
-- runbooks/en/e-invoices.md --
---
id: e-invoices
title: E-invoices are not sent
slos: [orders-again]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2026-11-21
---

## What customers feel

Text.

## Is it real

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## Stop the bleeding

1. Submit the invoices again.

## Find the cause

Text.

## Escalate to

Text.

## Afterwards

Text.
-- runbooks/zh-TW/e-invoices.md --
---
id: e-invoices
title: 電子發票未送出
slos: [orders-again]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2026-11-21
---

## 顧客的感受

Text.

## 是真的嗎

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## 先止血

1. 重新送出發票。

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.

== check
2 SLOs, nothing wrong
== exit 0

== runbook
runbook     owner       reviewed    title
e-invoices  order-team  2026-11-21  E-invoices are not sent
orders      order-team  2026-11-21  Orders fail
== exit 0

== runbook orders
Orders fail
===========
orders · order-team · 2026-11-21

## What customers feel

Text.

## Is it real

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## Stop the bleeding

Text.

## Find the cause

Text.

## Escalate to

Text.

## Afterwards

Text.
== exit 0

== runbook orders-availability --language zh-TW
訂單失敗
========
orders · order-team · 2026-11-21

## 顧客的感受

Text.

## 是真的嗎

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## 先止血

Text.

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.
== exit 0

== runbook SLOBudgetBurn
runbook     owner       reviewed    title
e-invoices  order-team  2026-11-21  E-invoices are not sent
orders      order-team  2026-11-21  Orders fail
== exit 0

== runbook 發票
電子發票未送出
==============
e-invoices · order-team · 2026-11-21

## 顧客的感受

Text.

## 是真的嗎

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## 先止血

1. 重新送出發票。

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.
== exit 0

== runbook invoces
E-invoices are not sent
=======================
e-invoices · order-team · 2026-11-21

## What customers feel

Text.

## Is it real

```promql
slo:sli_error:ratio_rate5m{slo="orders-availability"}
```

## Stop the bleeding

1. Submit the invoices again.

## Find the cause

Text.

## Escalate to

Text.

## Afterwards

Text.
== exit 0

== runbook teleportation
no runbook has `teleportation`; `slo runbook` lists all
== exit 1

== runbook orders --language fr
slo: `fr` is not a language of the runbooks; there are: en, zh-TW

slo runbook --help says how.
== exit 2

== runbook --config no-runbooks.yaml
slo: no-runbooks.yaml says nothing of `runbooks`; add `runbooks: ../runbooks`

slo runbook --help says how.
== exit 2

== runbook --config no-folder.yaml
nowhere:1:1 error file-unreadable: the folder of runbooks cannot be read
    = It holds a folder for each language: nowhere/en, nowhere/zh-TW.

1 error
== exit 1

== runbook orders --format json
{
  "findings": [],
  "runbooks": [
    {
      "id": "orders",
      "title": "Orders fail",
      "slos": [
        "orders-availability"
      ],
      "alerts": [
        "SLOBudgetBurn"
      ],
      "owner": "order-team",
      "reviewed": "2026-11-21",
      "language": "en",
      "sections": [
        {
          "heading": "What customers feel",
          "line": 10,
          "from": 12,
          "markdown": "Text."
        },
        {
          "heading": "Is it real",
          "line": 14,
          "from": 16,
          "markdown": "```promql\nslo:sli_error:ratio_rate5m{slo=\"orders-availability\"}\n```"
        },
        {
          "heading": "Stop the bleeding",
          "line": 20,
          "from": 22,
          "markdown": "Text."
        },
        {
          "heading": "Find the cause",
          "line": 24,
          "from": 26,
          "markdown": "Text."
        },
        {
          "heading": "Escalate to",
          "line": 28,
          "from": 30,
          "markdown": "Text."
        },
        {
          "heading": "Afterwards",
          "line": 32,
          "from": 34,
          "markdown": "Text."
        }
      ],
      "file": "runbooks/en/orders.md"
    }
  ]
}
== exit 0
