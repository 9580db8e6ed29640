import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RULE_LIMITS } from "../../slo/model/rule-limits.ts";
import { compileInto, PLATFORM } from "./compile.ts";
import { type Evaluated, evaluateRules } from "./evaluate-rules.ts";
import { HOUR, MINUTE, START } from "./incident-cases.ts";
import { testRules } from "./promtool.ts";
import { counter } from "./series.ts";

/*
 * A group that is split is evaluated as several: what reads an earlier part sees it as it was an evaluation ago. On a real Prometheus its
 * alerts are the same, at most that much later.
 */
const folder = mkdtempSync(join(tmpdir(), "split-groups-"));
afterAll(() => rmSync(folder, { recursive: true }));

const EVALUATION = 30;
const tiers = (...windows: readonly (readonly [rate: number, long: string, short: string])[]): string =>
  `[${windows.map(([rate, long, short]) => `{ burn_rate: ${rate}, long_window: ${long}, short_window: ${short} }`).join(", ")}]`;
const DEFINITION = `service: world
owner: team
tier: 1
slos:
  - name: large
    title: Large
    objective: 99%
    window: 1d
    runbook: world
    by: [region]
    indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }
    alerts:
      page: { escalation: oncall, traffic: period, tiers: ${tiers([14.4, "1h", "5m"], [10, "2h", "10m"], [6, "3h", "15m"], [4, "4h", "20m"])} }
      ticket: { escalation: oncall, traffic: period, tiers: ${tiers([3, "5h", "25m"], [2.5, "5h30m", "26m"], [2, "6h", "30m"], [1, "8h", "40m"])} }
`;
const range = { from: START, to: START + 10 * HOUR };
const outage = { from: START + 5 * HOUR, to: START + 5 * HOUR + 25 * MINUTE };
const isOut = (time: number): boolean => time > outage.from && time <= outage.to;
const series = ["north", "south"].flatMap((region) => {
  const errorRatio = (time: number): number => (region === "north" && isOut(time) ? 0.6 : 0.001);
  return [
    counter({ __name__: "requests_total", region, code: "500" }, { rate: (time) => 20 * errorRatio(time) }, range)
      .series,
    counter({ __name__: "requests_total", region, code: "200" }, { rate: (time) => 20 * (1 - errorRatio(time)) }, range)
      .series,
  ];
});

describe("a group that is split", () => {
  const compiledWithin = (name: string, rulesPerGroup: number) =>
    compileInto(join(folder, name), DEFINITION, "prometheus", {
      platform: { ...PLATFORM, ruleLimits: { ...RULE_LIMITS, rulesPerGroup } },
    });
  const alertsOf = async (name: string, rulesPerGroup: number): Promise<Evaluated["alerts"]> => {
    const { paths } = await compiledWithin(name, rulesPerGroup);
    const ruleFiles = paths.filter((path) => path.includes("/rules/"));
    const evaluated = await evaluateRules({ series, ruleFiles, range });
    await evaluated.stop();
    return evaluated.alerts.filter(({ alertname }) => alertname === "SLOBudgetBurn");
  };

  it.each([20, 10])(
    "of %d rules fires and resets as the whole does, at most one evaluation later for each part",
    async (most) => {
      const whole = await alertsOf("whole", 10_000);
      const split = await alertsOf(`split-${most}`, most);
      expect(whole.length).toBeGreaterThanOrEqual(2);
      expect(split).toHaveLength(whole.length);
      // Three parts of 20 rules, of which the page needs the first alone; six of ten.
      const lag = (most === 20 ? 2 : 5) * EVALUATION;
      for (const { labels, firing } of whole) {
        const same = split.find((alert) => JSON.stringify(alert.labels) === JSON.stringify(labels));
        expect(same?.firing, JSON.stringify(labels)).toHaveLength(firing.length);
        for (const [index, { from, to }] of firing.entries()) {
          // Groups are evaluated at moments of their own within an interval.
          for (const [late, what] of [
            [(same?.firing[index]?.from ?? Number.NaN) - from, "fires"],
            [(same?.firing[index]?.to ?? Number.NaN) - to, "resets"],
          ] as const) {
            expect(late, `seconds that ${labels["severity"]} ${what} later`).toBeGreaterThanOrEqual(-EVALUATION);
            expect(late, `seconds that ${labels["severity"]} ${what} later`).toBeLessThanOrEqual(lag);
          }
        }
      }
    },
  );

  it.each([20, 10])("of %d rules passes its generated tests, which evaluate its parts in their order", async (most) => {
    const { paths } = await compiledWithin(`tests-${most}`, most);
    const tests = paths.filter((path) => path.includes("/tests/"));
    expect(readFileSync(tests[0] ?? "", "utf8")).toContain("group_eval_order:");
    await testRules(...tests);
  });
});
