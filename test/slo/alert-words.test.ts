import { describe, expect, it } from "vitest";
import { alertsOf, WATCHDOG } from "../../slo/engine/alerts.ts";
import type { BurnState } from "../../slo/engine/burn-state.ts";
import { defaultTiers } from "../../slo/model/burn-policy.ts";
import { BUDGET_LEFT, budgetLeftText, ERROR_RATIO, errorRatioText } from "../../slo/model/figures.ts";
import type { Slo } from "../../slo/model/slo.ts";
import { DAY, MINUTE } from "../../slo/promql/duration.ts";
import { cloudMonitoring } from "../../slo/targets/cloud-monitoring/index.ts";
import { figureTemplate } from "../../slo/targets/prometheus/figure-template.ts";
import type { AlertingRule } from "../../slo/targets/prometheus/rule.ts";
import { ruleGroups, watchdogGroup } from "../../slo/targets/prometheus/rule-groups.ts";
import { outputsOf } from "../../slo/targets/target.ts";
import { sampleAlert, sampleCompilation, samplePlatform, sampleSlo, selector, tier } from "./sample-slo.ts";

const AT = Date.UTC(2026, 10, 25);
const GROUP = { outcome: "late" };

/** What the recorded series say when the alert fires; none of other windows, and nothing of a budget unless it is said. */
interface World {
  readonly ratios: Readonly<Record<string, number>>;
  readonly budgetRemaining?: number;
}

/** Prometheus' templates with the values of a world in them. */
function rendered(text: string, { ratios, budgetRemaining }: World): string {
  return text
    .replaceAll(figureTemplate(ERROR_RATIO, "$value"), errorRatioText(Object.values(ratios)[0]))
    .replaceAll(figureTemplate(ERROR_RATIO, "$v"), "")
    .replaceAll(figureTemplate(BUDGET_LEFT, "$v"), "")
    .replaceAll(/\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ \. \}\}\{\{ end \}\}/g, (_, label: string, before: string) =>
      label === "outcome" ? `${before}${GROUP.outcome}` : "",
    )
    .replaceAll(
      /\{\{ with printf "(?:100 \* )?slo:(\w+):(\w+)\{[^}]*\}" .*? \| query \}\}.*?\{\{ else \}\}(.*?)\{\{ end \}\}/g,
      (_, level: string, series: string, otherwise: string) => {
        const window = /^ratio_rate(\w+)$/.exec(series)?.[1];
        if (level === "period_error_budget_remaining") return budgetLeftText(budgetRemaining);
        const value = ratios[window ?? ""];
        return value === undefined ? otherwise : errorRatioText(value);
      },
    )
    .replaceAll('{{ "{{" }}', "{{");
}

function rulesOf(slo: Slo, world: World): AlertingRule[] {
  return ruleGroups(slo, { platform: samplePlatform })
    .flatMap(({ rules }) => rules)
    .filter((rule) => "alert" in rule)
    .map((rule) => ({
      ...rule,
      annotations: Object.fromEntries(
        Object.entries(rule.annotations).map(([name, text]) => [name, rendered(text, world)]),
      ),
    }));
}

function fired(slo: Slo, { ratios, budgetRemaining }: World): ReturnType<typeof alertsOf> {
  const windows = Object.entries(ratios);
  const state: BurnState = {
    slo,
    group: slo.by.length === 0 ? {} : GROUP,
    errorRatio: undefined,
    budgetRemaining,
    burnRate: undefined,
    tiers: slo.alerts.flatMap((alert) =>
      alert.tiers.map((one, index) => ({
        alert,
        tier: one,
        long: windows[index]?.[1],
        short: undefined,
        threshold: 0,
        code: index === 0 ? 3 : 0,
      })),
    ),
    state: "Critical",
    absentSince: AT - DAY,
  };
  return alertsOf(state, samplePlatform, AT);
}

const SLOS: readonly (readonly [name: string, slo: Slo])[] = [
  ["an SLO", sampleSlo()],
  ["a split one", sampleSlo({ by: ["outcome"] })],
  [
    "one without a runbook, of which time is measured",
    sampleSlo({ indicator: { kind: "probe", gauge: selector("up") } }),
  ],
  ["one with a runbook and braces in its title", sampleSlo({ runbook: "shop", title: "Customers see {{ prices }}" })],
  [
    "one that is judged by the period's traffic",
    sampleSlo({ alerts: [sampleAlert("page", defaultTiers("page", 30 * DAY), { traffic: "period" })] }),
  ],
  [
    "one whose thresholds have many digits",
    sampleSlo({ objective: "99.987%", alerts: [sampleAlert("ticket", [tier(3.33, "1d", "2h")])] }),
  ],
];

describe("an alert of the engine and of Prometheus", () => {
  it.each(SLOS)("says the same under the same labels: %s", (_name, slo) => {
    for (const world of [
      { ratios: { "1h": 0.0256, "6h": 0.0071 }, budgetRemaining: -0.215 },
      { ratios: { "1h": 0.0256 } },
    ]) {
      const long = slo.alerts[0]?.tiers[0]?.longWindow === DAY ? { ...world, ratios: { "1d": 0.0256 } } : world;
      const burning = slo.alerts.length === 1 ? slo : { ...slo, alerts: slo.alerts.slice(0, 1) };
      const told = fired(burning, long).map(({ labels: { alertname, outcome: _, ...labels }, annotations }) => ({
        alert: alertname,
        labels,
        annotations,
      }));
      expect(told).toEqual(
        rulesOf(burning, long).map(({ alert, labels, annotations }) => ({ alert, labels, annotations })),
      );
      expect(told).toHaveLength(2);
    }
  });

  it("names what it is about in words that people read", () => {
    const [page] = fired(sampleSlo({ by: ["outcome"] }), { ratios: { "1h": 0.0256 }, budgetRemaining: 0.5 });
    expect(page?.annotations).toEqual({
      summary: "2.56% of events are bad, outcome late: Customers can order; promised are 99.9% over 30d",
      description:
        "The error ratio is above 1.44% over 1h and 5m (14.4x; now 2.56%), or above 0.6% over 6h and 30m (6x; now no events). Error budget left of 30d: 50.0%.",
      dashboard_url: "https://grafana.example/d/slo-detail?var-slo=shop-orders",
    });
  });

  it("that always fires is the same", () => {
    const [rule] = watchdogGroup({}).rules;
    const { alertname, ...labels } = WATCHDOG.labels;
    expect(rule).toMatchObject({ alert: alertname, labels, annotations: WATCHDOG.annotations });
  });
});

describe("an alert of Cloud Monitoring", () => {
  const policies = (slo: Slo) =>
    Array.from(outputsOf(cloudMonitoring, sampleCompilation(slo)))
      .flatMap(({ files }) => files)
      .flatMap((file) => (file.format === "json" && "documentation" in file.value ? [file.value] : []));

  it("has no live values and tells of thresholds, under the same labels", () => {
    const slo = sampleSlo({ runbook: "shop", alerts: [sampleAlert("page", [tier(14.4, "1h", "5m")])] });
    const [burning, absent] = policies(slo);
    const [rule, absence] = rulesOf(slo, { ratios: {} });
    expect(burning).toMatchObject({
      documentation: {
        subject: "More than 1.44% of events are bad: Customers can order; promised are 99.9% over 30d",
        content: expect.stringContaining(
          "The error ratio is above 1.44% over 1h and 5m (14.4x). At that rate 2% of the budget for 30d is gone within 1h.",
        ),
        links: [{ url: rule?.annotations["runbook_url"] }, { url: rule?.annotations["dashboard_url"] }],
      },
      userLabels: { ...rule?.labels, alert: "budget-burn" },
    });
    expect(absent).toMatchObject({
      documentation: {
        subject: absence?.annotations["summary"],
        content: expect.stringContaining(absence?.annotations["description"] ?? "missing"),
      },
      userLabels: { ...absence?.labels, alert: "signal-absent" },
    });
  });

  it("tells of the delay that it takes", () => {
    const absent = policies(sampleSlo({ absentAfter: MINUTE })).at(-1);
    expect(absent).toMatchObject({
      documentation: { content: expect.stringContaining("have been missing for 2m or more") },
    });
  });
});
