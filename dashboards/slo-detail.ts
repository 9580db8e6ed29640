import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { BURN_STATES } from "./burn-state.ts";
import * as queries from "./detail-queries.ts";
import { type FleetFacts, SLO_DETAIL_UID, SLO_FLEET_UID } from "./facts.ts";
import { dashboard } from "./kit/dashboard.ts";
import { dashboardLink, pageLink } from "./kit/links.ts";
import { latest, series } from "./kit/query.ts";
import { stat } from "./kit/stat.ts";
import { stateTimeline } from "./kit/state-timeline.ts";
import { row, text } from "./kit/text.ts";
import { timeseries } from "./kit/timeseries.ts";
import { choice, dataSource, fact, narrowing } from "./kit/variables.ts";
import { BAD_EVENTS_LEFT_LOOKS, BUDGET_LOOKS, EXHAUSTION_LOOKS, FIRING_WORDS, SLI_LOOKS } from "./looks.ts";
import { howItIsComputed } from "./slo-detail-notes.ts";

/** One SLO: what was promised, what is left, how fast it goes, and what happened. */
export function sloDetail(facts: FleetFacts): Dashboard {
  const runbook = `${facts.consoleUrl}/runbooks/$runbook`;
  const split = (legend: string): string => [legend, ...facts.splitLabels.map((label) => `{{${label}}}`)].join(" ");
  return dashboard({
    uid: SLO_DETAIL_UID,
    title: "SLO detail",
    description: "One SLO. Generated from the SLO definitions; changes made here are lost.",
    tags: ["slo", "generated"],
    variables: [
      dataSource(),
      narrowing("service", "Service", "label_values(slo:info, slo_service)"),
      choice("slo", "SLO", 'label_values(slo:info{slo_service=~"$service"}, slo)'),
      ...["title", "objective", "window", "slo_service", "owner", "tier", "runbook"].map((label) =>
        fact(label, queries.INFO),
      ),
    ],
    links: [
      dashboardLink("All SLOs", SLO_FLEET_UID),
      pageLink("Runbook", runbook),
      pageLink("Console", facts.consoleUrl),
    ],
    body: [
      promise(facts.consoleUrl, runbook),
      state(),
      objective(),
      sli(),
      budgetLeft(),
      badEventsLeft(),
      exhaustion(),
      row("burn", "How fast the budget burns"),
      burnByWindow("page", facts.burnRates, split),
      burnByWindow("ticket", facts.burnRates, split),
      burnStates(split),
      row("history", "What happened"),
      sliOverTime(split),
      budgetOverTime(split),
      eventRate(),
      alerts(),
      row("computed", "How it is computed"),
      howItIsComputed(),
    ],
  });
}

type Legend = (legend: string) => string;

function promise(consoleUrl: string, runbook: string) {
  return text({
    key: "promise",
    title: "$title: $objective over $window",
    description: "What the customer was promised, and who answers for it.",
    size: [24, 3],
    markdown: `**$slo** of $slo_service · owner **$owner** · tier $tier · [runbook](${runbook}) · [console](${consoleUrl})`,
  });
}

function state() {
  return stat({
    key: "state",
    title: "State",
    window: "now",
    description:
      "The worst of all alert tiers. Critical: both windows burn too fast and the alert fires. Recovering: only the long one. Increasing: only the short one.",
    size: [4, 4],
    queries: [latest(queries.STATE)],
    unit: "none",
    words: BURN_STATES,
    paint: "background",
  });
}

function objective() {
  return stat({
    key: "objective",
    title: "Objective",
    window: "$window",
    description: "The share of good events that is promised, and the rolling period over which it is.",
    size: [4, 4],
    queries: [latest(queries.INFO, "{{objective}} over {{window}}")],
    unit: "none",
    paint: "none",
    show: "legend",
  });
}

function sli() {
  return stat({
    key: "sli",
    title: "SLI",
    window: "$window",
    description: "Good events as a share of all events in the period. Of a split SLO, the worst part.",
    size: [4, 4],
    queries: [latest(queries.SLI_WORST)],
    unit: "percentunit",
    decimals: 3,
    ...SLI_LOOKS,
    paint: "none",
  });
}

function budgetLeft() {
  return stat({
    key: "budget-left",
    title: "Error budget left",
    window: "$window",
    description:
      "100 % is untouched, 0 is spent, below 0 the promise is broken: stop risky changes. Of a split SLO, the worst part.",
    size: [4, 4],
    queries: [latest(queries.BUDGET_LEFT_WORST)],
    unit: "percentunit",
    decimals: 1,
    ...BUDGET_LOOKS,
    paint: "background",
  });
}

function badEventsLeft() {
  return stat({
    key: "bad-events-left",
    title: "Bad events left",
    window: "$window",
    description:
      "How many more events may be bad before the promise is broken, at the traffic of the period. An SLO on a probe or a condition counts seconds. Of a split SLO, the worst part.",
    size: [4, 4],
    queries: [latest(queries.BAD_EVENTS_LEFT)],
    unit: "short",
    ...BAD_EVENTS_LEFT_LOOKS,
    paint: "value",
  });
}

function exhaustion() {
  return stat({
    key: "exhaustion",
    title: "Budget lasts",
    window: "at the burn of the last hour",
    description:
      "Time until the budget is spent if the last hour goes on. At a burn rate of 1 or less it is never spent, because the period rolls on.",
    size: [4, 4],
    queries: [latest(queries.EXHAUSTION)],
    unit: "s",
    decimals: 1,
    ...EXHAUSTION_LOOKS,
    paint: "value",
  });
}

function burnByWindow(severity: "page" | "ticket", burnRates: readonly string[], split: Legend) {
  const limits =
    burnRates.length === 0 ? [] : [series(queries.burnLimits(severity, burnRates), "{{burn_rate}}x fires")];
  return timeseries({
    key: `burn-${severity}`,
    title: `Burn rate by window (${severity} tiers)`,
    description: `1 spends the budget in exactly the period. A ${severity} fires while both windows of a tier are above its dashed line.`,
    size: [12, 10],
    queries: [series(queries.burnByWindow(severity), split("{{window}}")), ...limits],
    unit: "none",
    decimals: 2,
    min: 0,
    limits: { legend: "x fires$", colour: "red" },
  });
}

function burnStates(split: Legend) {
  return stateTimeline({
    key: "burn-states",
    title: "State of each alert tier",
    description: "When the tiers fired and when they came close. A gap is a time without a signal.",
    size: [24, 7],
    queries: [
      series(queries.BURN_STATES_BY_TIER, split("{{severity}} {{burn_rate}}x {{long_window}}, {{short_window}}")),
    ],
    words: BURN_STATES,
  });
}

function sliOverTime(split: Legend) {
  return timeseries({
    key: "sli-over-time",
    title: "SLI (last hour, and $window)",
    description:
      "Hours below the dashed objective spend more than their share of the budget. A gap is an hour without events.",
    size: [12, 10],
    queries: [
      series(queries.SLI_OF_LAST_HOUR, split("Last hour")),
      series(queries.SLI_OF_PERIOD, split("$window")),
      series(queries.OBJECTIVE, "Objective"),
    ],
    unit: "percentunit",
    decimals: 3,
    max: 1,
    limits: { legend: "^Objective$", colour: "red" },
  });
}

function budgetOverTime(split: Legend) {
  return timeseries({
    key: "budget-over-time",
    title: "Error budget left (the last $window)",
    description:
      "The whole period, whatever time range is chosen above. The period rolls, so no day starts at 100 %: the budget comes back as bad hours leave it.",
    size: [12, 10],
    queries: [series(queries.BUDGET_LEFT, split("Budget left"))],
    unit: "percentunit",
    decimals: 1,
    max: 1,
    past: "$window",
  });
}

function eventRate() {
  return timeseries({
    key: "event-rate",
    title: "Events per second",
    description:
      "Good and bad events on top of each other, all parts together. A burn rate means little where there is hardly any traffic.",
    size: [12, 8],
    queries: [series(queries.BAD_EVENTS, "Bad"), series(queries.GOOD_EVENTS, "Good")],
    unit: "eps",
    min: 0,
    stacked: true,
    colours: { Bad: "red", Good: "green" },
  });
}

function alerts() {
  return stateTimeline({
    key: "alerts",
    title: "Alerts",
    description: "When this SLO paged, when it opened a ticket, and when its signal was gone and nothing guarded it.",
    size: [12, 8],
    queries: [
      series(queries.firing("SLOBudgetBurn", "page"), "Page"),
      series(queries.firing("SLOBudgetBurn", "ticket"), "Ticket"),
      series(queries.firing("SLOSignalAbsent", "page|ticket"), "Signal absent"),
    ],
    words: FIRING_WORDS,
  });
}
