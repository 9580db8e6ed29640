import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { BURN_STATES, WORST_FIRST } from "./burn-state.ts";
import { type FleetFacts, SLO_DETAIL_UID, SLO_FLEET_UID } from "./facts.ts";
import * as queries from "./fleet-queries.ts";
import { dashboard } from "./kit/dashboard.ts";
import { pageLink } from "./kit/links.ts";
import { latest, series } from "./kit/query.ts";
import { stat } from "./kit/stat.ts";
import { type Column, table } from "./kit/table.ts";
import { row } from "./kit/text.ts";
import { timeseries } from "./kit/timeseries.ts";
import { dataSource, filter } from "./kit/variables.ts";
import { BUDGET_LOOKS, BURN_LOOKS, countLooks, SLI_LOOKS } from "./looks.ts";

/** All SLOs on one page: who is in trouble, who is not measured, and how it came to be. */
export function sloFleet(facts: FleetFacts): Dashboard {
  return dashboard({
    uid: SLO_FLEET_UID,
    title: "SLO overview",
    description: "All SLOs, worst first. Generated from the SLO definitions; changes made here are lost.",
    tags: ["slo", "generated"],
    variables: [
      dataSource(),
      filter("service", "Service", "label_values(slo:info, slo_service)"),
      filter("tier", "Tier", "label_values(slo:info, tier)"),
      filter("owner", "Owner", "label_values(slo:info, owner)"),
    ],
    links: [pageLink("Console", facts.consoleUrl)],
    body: [
      byState(),
      brokenPromises(),
      firing(),
      ranking(),
      firingAlerts(facts.splitLabels),
      withoutData(),
      row("over-time", "Over time"),
      burnOverTime(),
      budgetOverTime(),
    ],
  });
}

const DETAIL = `/d/${SLO_DETAIL_UID}?\${__url_time_range}&var-datasource=\${datasource}&var-slo=`;

function byState() {
  return stat({
    key: "by-state",
    title: "SLOs by state",
    window: "now",
    description:
      "Critical: an alert fires. No data: the SLO is defined, its events are not measured; somebody must find out why. Recovering: it burned too fast and no longer does. Increasing: it burns too fast, not yet for long.",
    size: [14, 4],
    queries: WORST_FIRST.map((code) => latest(queries.countInState(code), BURN_STATES[code].text)),
    unit: "none",
    paint: "value",
    show: "both",
    each: Object.fromEntries(Object.values(BURN_STATES).map(({ text, colour }) => [text, countLooks(colour)])),
  });
}

function brokenPromises() {
  return stat({
    key: "broken-promises",
    title: "Promises broken",
    window: "each SLO's own period",
    description: "SLOs whose error budget is spent. The customer got less than was promised; changes should wait.",
    size: [5, 4],
    queries: [latest(queries.BROKEN_PROMISES)],
    unit: "none",
    ...countLooks("red"),
    paint: "value",
  });
}

function firing() {
  return stat({
    key: "firing",
    title: "Alerts firing",
    window: "now",
    description: "Pages and tickets of all SLOs shown. Who was called is in the console.",
    size: [5, 4],
    queries: [latest(queries.countFiring("page"), "Pages"), latest(queries.countFiring("ticket"), "Tickets")],
    unit: "none",
    paint: "value",
    show: "both",
    each: { Pages: countLooks("red"), Tickets: countLooks("orange") },
  });
}

const TITLE: Column = {
  of: { label: "title" },
  title: "Promise",
  link: { title: "Open this SLO", url: `${DETAIL}\${__data.fields.SLO}` },
};
const SLO: Column = {
  of: { label: "slo" },
  title: "SLO",
  width: 190,
  link: { title: "Open this SLO", url: `${DETAIL}\${__value.text}` },
};
const SERVICE: Column = { of: { label: "slo_service" }, title: "Service", width: 120 };
const OWNER: Column = { of: { label: "owner" }, title: "Owner", width: 150 };
const TIER: Column = { of: { label: "tier" }, title: "Tier", width: 60 };

function ranking() {
  return table({
    key: "ranking",
    title: "All SLOs, worst first",
    description:
      "One row for each SLO; of an SLO that is split (by region, by bank) the worst part, whose parts the SLO's own page shows. SLI and budget are over the SLO's period, the burn rate over the last 5 minutes: 1 spends the budget in exactly the period.",
    size: [24, 13],
    queries: {
      info: queries.INFO,
      state: queries.STATE,
      sli: queries.SLI,
      budget: queries.BUDGET_LEFT,
      burn: queries.BURN_RATE,
    },
    join: "slo",
    columns: [
      { of: { query: "state" }, title: "State", width: 110, words: BURN_STATES, cell: "background" },
      TITLE,
      { of: { label: "objective" }, title: "Objective", width: 85 },
      { of: { label: "window" }, title: "Window", width: 75 },
      { of: { query: "sli" }, title: "SLI", width: 90, unit: "percentunit", decimals: 3, ...SLI_LOOKS },
      {
        of: { query: "budget" },
        title: "Budget left",
        width: 160,
        unit: "percentunit",
        decimals: 1,
        cell: "gauge",
        ...BUDGET_LOOKS,
      },
      { of: { query: "burn" }, title: "Burn rate", width: 85, unit: "none", decimals: 2, ...BURN_LOOKS },
      SERVICE,
      OWNER,
      TIER,
      SLO,
    ],
    sort: [
      { title: "State", descending: true },
      { title: "Budget left", descending: false },
    ],
  });
}

function firingAlerts(splitLabels: readonly string[]) {
  return table({
    key: "firing-alerts",
    title: "Alerts firing now",
    description: "Pages first. The link opens the SLO; its page links the runbook.",
    size: [12, 8],
    queries: { age: queries.firingFor(splitLabels) },
    join: "slo",
    columns: [
      { of: { label: "severity" }, title: "Severity", width: 80 },
      { of: { label: "alertname" }, title: "Alert", width: 140 },
      SLO,
      { of: { label: "part" }, title: "Part", width: 110 },
      { of: { query: "age" }, title: "Active for", width: 100, unit: "s", decimals: 0 },
      OWNER,
      { of: { label: "escalation" }, title: "Escalation" },
    ],
    sort: [
      { title: "Severity", descending: false },
      { title: "Active for", descending: true },
    ],
    whenEmpty: "No row. Whether that is good, the counts above say.",
  });
}

function withoutData() {
  return table({
    key: "without-data",
    title: "SLOs without data over their period",
    description:
      "Defined, but not one event was counted: the metric does not exist, its labels changed, or nobody scrapes it. Nothing guards these promises.",
    size: [12, 8],
    queries: { info: queries.WITHOUT_DATA },
    join: "slo",
    columns: [SLO, TITLE, SERVICE, OWNER, TIER],
    sort: [{ title: "Tier", descending: false }],
    whenEmpty: "No row. Whether that is good, the counts above say.",
  });
}

function burnOverTime() {
  return timeseries({
    key: "burn-over-time",
    title: "Burn rate (last 5 minutes)",
    description:
      "1 spends the budget in exactly the period. Of a split SLO, the worst part. A gap is a time without events.",
    size: [12, 11],
    queries: [series(queries.BURN_RATE, "{{slo}}")],
    unit: "none",
    min: 0,
    link: { title: "Open this SLO", url: `${DETAIL}\${__field.labels.slo}` },
  });
}

function budgetOverTime() {
  return timeseries({
    key: "budget-over-time",
    title: "Error budget left (each SLO's own period)",
    description:
      "100 % is untouched, below 0 the promise is broken. The period rolls: the budget comes back as bad hours leave it.",
    size: [12, 11],
    queries: [series(queries.BUDGET_LEFT, "{{slo}}")],
    unit: "percentunit",
    max: 1,
    link: { title: "Open this SLO", url: `${DETAIL}\${__field.labels.slo}` },
  });
}
