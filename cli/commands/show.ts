import { closest } from "../../foundation/findings/closest.ts";
import { hasErrors } from "../../foundation/findings/finding.ts";
import { runbookUrl } from "../../slo/model/alert.ts";
import { type BurnAlert, budgetShareSpent, errorRatioThreshold, timeToFire } from "../../slo/model/burn-policy.ts";
import { countText, durationText, percentText } from "../../slo/model/figures.ts";
import { expressionsOf } from "../../slo/model/indicator.ts";
import type { Platform } from "../../slo/model/platform.ts";
import { budgetSeconds, type Slo } from "../../slo/model/slo.ts";
import { tierFigures } from "../../slo/model/tier-figures.ts";
import { graceOf, readWindow } from "../../slo/model/timing.ts";
import { formatDuration } from "../../slo/promql/duration.ts";
import { printExpression } from "../../slo/promql/print.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { counted } from "../counted.ts";
import { load } from "../load.ts";
import { table } from "../table.ts";
import { UsageError } from "../usage.ts";

/** The whole arithmetic of one SLO, so that a reviewer can check it by hand. What is wrong elsewhere does not hide it. */
export const showCommand = command(
  {
    usage: "show ID [PATH…]",
    summary: "the whole arithmetic of one SLO",
    about:
      "Shows the whole arithmetic of one SLO. What is wrong anywhere is told beside it, on standard error; only what is wrong in its own file fails it.",
    options: CONFIG_OPTIONS,
  },
  async ({ positionals: [id, ...paths], options }) => {
    if (id === undefined) throw new UsageError("`slo show` needs the id of an SLO, such as orders-availability");
    const { value: loaded, findings } = await load({ paths, ...configChoice(options) });
    const slo = loaded?.slos.find((candidate) => candidate.id === id);
    if (loaded === undefined || (slo === undefined && hasErrors(findings))) {
      const text = `\`${id}\` cannot be shown: ${counted(findings)}\n`;
      return { findings, text, json: {}, exitCode: 1 };
    }
    if (slo === undefined) {
      const near = closest(
        id,
        loaded.slos.map((candidate) => candidate.id),
      );
      throw new UsageError(`there is no SLO \`${id}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
    }
    return {
      findings,
      areFindingsAside: true,
      text: describe(slo, loaded.config),
      json: inNumbers(slo),
      exitCode: hasErrors(findings.filter(({ place }) => place.file === slo.source.file)) ? 1 : 0,
    };
  },
);

function inNumbers(slo: Slo): object {
  const alerts = slo.alerts.map((alert) => ({
    severity: alert.severity,
    escalation: alert.escalation,
    traffic: alert.traffic,
    tiers: alert.tiers.map((tier) => ({
      burnRate: tier.burnRate.round(4).toNumber(),
      longWindow: formatDuration(tier.longWindow),
      shortWindow: formatDuration(tier.shortWindow),
      errorRatioAbove: errorRatioThreshold(tier, slo.objective.errorBudget).toNumber(),
      budgetShareSpent: budgetShareSpent(tier, slo.period).toNumber(),
      totalOutageFiresAfterSeconds: timeToFire(tier, slo.objective.errorBudget) / 1000,
    })),
  }));
  return {
    id: slo.id,
    title: slo.title,
    objective: slo.objective.text,
    window: formatDuration(slo.period),
    budgetSeconds: budgetSeconds(slo),
    alerts,
    source: slo.source,
  };
}

function describe(slo: Slo, platform: Platform): string {
  const base = readWindow(slo.scrapeInterval);
  const facts: [string, string][] = [
    [
      "Promise",
      `${slo.objective.text} over ${formatDuration(slo.period)}${slo.by.length === 0 ? "" : `, for each ${slo.by.join(", ")} on its own`}`,
    ],
    ["Service", `${slo.service.name}, tier ${slo.service.tier}, owner ${slo.service.owner}`],
    ["Defined in", `${slo.source.file}:${slo.source.line}`],
    ["Runbook", runbookUrl(slo, platform) ?? "none"],
  ];
  const intro = slo.description === undefined ? slo.title : `${slo.title}\n${slo.description}`;
  return [
    `${slo.id}\n${intro}\n`,
    facts.map(([name, value]) => `${name.padEnd(12)}${value}\n`).join(""),
    indicator(slo, base),
    budget(slo),
    ...slo.alerts.map((alert) => tiers(slo, alert)),
    absence(slo),
  ].join("\n");
}

function indicator(slo: Slo, base: number): string {
  const lines = Object.entries(expressionsOf(slo.indicator)).map(
    ([name, expression]) => `  ${name.padEnd(10)}${printExpression(expression, base)}\n`,
  );
  return `Indicator: ${slo.indicator.kind}, ${meaning(slo)}\n${lines.join("")}`;
}

function meaning(slo: Slo): string {
  const { indicator } = slo;
  switch (indicator.kind) {
    case "ratio":
      return indicator.counted === "bad"
        ? "bad events over all events"
        : "all events less the good ones, over all events";
    case "latency":
      return `observations above ${[indicator.threshold.toFixed(), indicator.unit].filter(Boolean).join(" ")} over all observations`;
    case "probe":
      return "seconds in which the probe fails over all probed seconds";
    case "condition":
      return `seconds in which the value is not ${indicator.operator} ${indicator.threshold.toString()} over all seconds`;
    case "promql":
      return "bad rate over total rate";
  }
}

function budget(slo: Slo): string {
  const { objective } = slo;
  const million = countText(objective.errorBudget.times(1_000_000));
  return [
    "Error budget\n",
    `  1 - ${objective.ratio.toFixed()} = ${objective.errorBudget.toFixed()}, so ${million} of a million events may be bad\n`,
    `  ${objective.errorBudget.toFixed()} x ${formatDuration(slo.period)} = ${durationText(budgetSeconds(slo) * 1000)} of total outage spends it all\n`,
  ].join("");
}

function tiers(slo: Slo, alert: BurnAlert): string {
  const budgetText = slo.objective.errorBudget.toFixed();
  const figures = tierFigures(slo);
  const rows = alert.tiers.map((tier) => [
    `  ${figures.burnRate(tier)}x`,
    formatDuration(tier.longWindow),
    formatDuration(tier.shortWindow),
    `${figures.burnRate(tier)} x ${budgetText} = ${figures.threshold(tier)}`,
    percentText(budgetShareSpent(tier, slo.period)),
    durationText(Math.ceil(timeToFire(tier, slo.objective.errorBudget) / 1000) * 1000),
  ]);
  const traffic = alert.traffic === "period" ? "; bad events are compared with the period's mean traffic" : "";
  const head = [
    "  BURN RATE",
    "LONG",
    "SHORT",
    "FIRES ABOVE (BOTH WINDOWS)",
    "BUDGET SPENT",
    "TOTAL OUTAGE FIRES AFTER",
  ];
  return `${alert.severity === "page" ? "Page" : "Ticket"} to ${alert.escalation}${traffic}\n${table(head, rows)}`;
}

function absence(slo: Slo): string {
  if (slo.absentAfter === undefined || slo.alerts.length === 0) return "Absence: no alert when the signal is gone\n";
  const [gone, never] = [slo.absentAfter, graceOf(slo.absentAfter) + slo.absentAfter].map(formatDuration);
  return `Absence: alerts when the signal has been gone for ${gone}, or has not come ${never} after the promise was made\n`;
}
