$ slo check

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
    runbook: ordrs
-- runbooks/en/orders.md --
---
id: orders
title: Orders fail
slos: [orders-availability, orders-nothing]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2020-01-01
---

## What customers feel

Text.

## Is it real

```promql
http_requests_totl{app_component="orders"}
```

```promql
rate(http_requests_total{app_component="orders"}[5m]
```

## Stop the bleeding

See [the other](invoices.md), [a file](../notes.txt), and [this page](orders.md).

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
slos: [orders-availability, orders-nothing]
alerts: [SLOSignalAbsent]
owner: order-team
reviewed: 2999-01-01
---

## 顧客的感受

Text.

## 是真的嗎

沒有查詢。

## 先止血

Text.

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.
-- runbooks/en/alone.md --
---
id: alone
title: Nothing leads here
slos: []
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2026-13-45
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
-- runbooks/en/front.md --
No front matter.
-- runbooks/en/keys.md --
---
id: keyz
title: Wrong keys
slos: []
owner: order-team
reviewed: yesterday
level: 3
---
-- runbooks/en/yaml.md --
---
id: [
---
-- runbooks/en/named.md --
---
id: other
title: Another name
slos: []
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2999-01-01
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



## Escalate to

Text.

## Later

Text.
-- runbooks/zh-TW/order.md --
---
id: order
title: 順序
slos: [orders-again]
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2999-01-01
---

## 是真的嗎

```promql
up
```

## 顧客的感受

文字

## 先止血

Text.

## 找出原因

Text.

## 升級通報

Text.

## 事後

Text.

== check
runbooks/en/alone.md:1:1 warning runbook-orphan: nothing leads to this runbook
  1 | ---
    | ^^^
    = Name it as `runbook:` of an SLO, or delete it.

runbooks/en/alone.md:1:1 warning runbook-translation: there is no zh-TW page of `alone`
  1 | ---
    | ^^^
    = Write runbooks/zh-TW/alone.md.

runbooks/en/alone.md:7:1 warning runbook-review: 2026-13-45 is no day
  7 | reviewed: 2026-13-45
    | ^^^^^^^^^^^^^^^^^^^^
    = Write YYYY-MM-DD.

runbooks/en/front.md:1:1 warning runbook-form: the page has no front matter
  1 | No front matter.
    | ^^^^^^^^^^^^^^^^
    = Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.

runbooks/en/keys.md:1:1 warning runbook-form: the front matter lacks `alerts`
  1 | ---
    | ^^^
    = The keys are id, title, slos and alerts (lists), owner and reviewed (YYYY-MM-DD).

runbooks/en/keys.md:6:1 warning runbook-form: the front matter's `reviewed` has the wrong form
  6 | reviewed: yesterday
    | ^^^^^^^^^^^^^^^^^^^
    = The keys are id, title, slos and alerts (lists), owner and reviewed (YYYY-MM-DD).

runbooks/en/keys.md:7:1 warning runbook-form: the front matter has no key `level`
  7 | level: 3
    | ^^^^^^^^
    = The keys are id, title, slos and alerts (lists), owner and reviewed (YYYY-MM-DD).

runbooks/en/named.md:1:1 warning runbook-form: the section “Afterwards” is missing
  1 | ---
    | ^^^
    = The sections are: What customers feel, Is it real, Stop the bleeding, Find the cause, Escalate to, Afterwards.

runbooks/en/named.md:1:1 warning runbook-orphan: nothing leads to this runbook
  1 | ---
    | ^^^
    = Name it as `runbook:` of an SLO, or delete it.

runbooks/en/named.md:1:1 warning runbook-translation: there is no zh-TW page of `other`
  1 | ---
    | ^^^
    = Write runbooks/zh-TW/other.md.

runbooks/en/named.md:2:1 warning runbook-form: the id is `other` and the file is named `named`
  2 | id: other
    | ^^^^^^^^^
    = Name them alike: links lead to the id.

runbooks/en/named.md:7:1 warning runbook-review: 2999-01-01 is in the future
  7 | reviewed: 2999-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Write the day on which you read it.

runbooks/en/named.md:24:1 warning runbook-form: “Find the cause” is empty
  24 | ## Find the cause
     | ^^^^^^^^^^^^^^^^^
     = Say it, or say that there is nothing to do.

runbooks/en/named.md:32:1 warning runbook-form: there is no section “Later”
  32 | ## Later
     | ^^^^^^^^
     = The sections are: What customers feel, Is it real, Stop the bleeding, Find the cause, Escalate to, Afterwards.

runbooks/en/orders.md:1:1 warning runbook-translation: `slos` or `alerts` differ from the zh-TW page
  1 | ---
    | ^^^
    = Make them alike.

runbooks/en/orders.md:4:1 warning unknown-slo: there is no SLO `orders-nothing`
  4 | slos: [orders-availability, orders-nothing]
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = Ids are <service>-<name>; `slo check` lists them.

runbooks/en/orders.md:7:1 warning runbook-review: nobody has read this for truth since 2020-01-01
  7 | reviewed: 2020-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Read it for truth, and write today's date.

runbooks/en/orders.md:17:1 warning runbook-query: nobody declares the metric `http_requests_totl`
  17 | http_requests_totl{app_component="orders"}
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Try it in Prometheus; metrics are in docs/metrics.md.

runbooks/en/orders.md:21:1 warning runbook-query: the expression ends too early
  21 | rate(http_requests_total{app_component="orders"}[5m]
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Try it in Prometheus; metrics are in docs/metrics.md.

runbooks/en/orders.md:26:1 warning runbook-link: there is no runbook `invoices`
  26 | See [the other](invoices.md), [a file](../notes.txt), and [this page](orders.md).
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Link to one that exists.

runbooks/en/orders.md:26:1 warning runbook-link: `../notes.txt` leads nowhere
  26 | See [the other](invoices.md), [a file](../notes.txt), and [this page](orders.md).
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
     = Link to https://…, or to another runbook as other-id.md.

runbooks/en/yaml.md:2:1 warning runbook-form: the front matter is not YAML
  2 | id: [
    | ^^^^^
    = Flow sequence in block collection must be sufficiently indented and end with a ]

runbooks/zh-TW/order.md:1:1 warning runbook-orphan: nothing leads to this runbook
  1 | ---
    | ^^^
    = Name it as `runbook:` of an SLO, or delete it.

runbooks/zh-TW/order.md:1:1 warning runbook-translation: there is no en page of `order`
  1 | ---
    | ^^^
    = Write runbooks/en/order.md.

runbooks/zh-TW/order.md:7:1 warning runbook-review: 2999-01-01 is in the future
  7 | reviewed: 2999-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Write the day on which you read it.

runbooks/zh-TW/order.md:10:1 warning runbook-form: “是真的嗎” is out of order
  10 | ## 是真的嗎
     | ^^^^^^^
     = The sections are: 顧客的感受, 是真的嗎, 先止血, 找出原因, 升級通報, 事後.

runbooks/zh-TW/order.md:16:1 warning runbook-form: “顧客的感受” is out of order
  16 | ## 顧客的感受
     | ^^^^^^^^
     = The sections are: 顧客的感受, 是真的嗎, 先止血, 找出原因, 升級通報, 事後.

runbooks/zh-TW/orders.md:1:1 warning runbook-translation: `slos` or `alerts` differ from the en page
  1 | ---
    | ^^^
    = Make them alike.

runbooks/zh-TW/orders.md:4:1 warning unknown-slo: there is no SLO `orders-nothing`
  4 | slos: [orders-availability, orders-nothing]
    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = Ids are <service>-<name>; `slo check` lists them.

runbooks/zh-TW/orders.md:7:1 warning runbook-review: 2999-01-01 is in the future
  7 | reviewed: 2999-01-01
    | ^^^^^^^^^^^^^^^^^^^^
    = Write the day on which you read it.

runbooks/zh-TW/orders.md:14:1 warning runbook-query: no query says whether it is real
  14 | ## 是真的嗎
     | ^^^^^^^
     = Add one query in a ```promql block.

slo/definitions/orders.yaml:15:14 error unknown-runbook: there is no runbook `ordrs`
  15 |     runbook: ordrs
     |              ^^^^^
     = Did you mean `orders`?

1 error and 31 warnings
== exit 1
