import { describe, expect, it } from "vitest";
import { read } from "../../test/slo/dialects/read-foreign.ts";
import type { Slo } from "../model/slo.ts";
import { DAY, HOUR, MINUTE } from "../promql/duration.ts";
import { compare } from "./compare.ts";
import { EventMinutes, type Minute } from "./event-minutes.ts";
import { peerOf, peerVerdicts } from "./peers.ts";
import { scenarios } from "./scenarios.ts";

const slothFile = (objective: number): string => `version: prometheus/v1
service: bakery
labels: { owner: bakers, tier: "2", escalation: oncall }
slos:
  - name: bread
    objective: ${objective}
    sli: { events: { error_query: 'sum(rate(a[{{.window}}]))', total_query: 'sum(rate(b[{{.window}}]))' } }
    alerting: {}
`;
const PYRRA = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: ferry, labels: { pyrra.dev/team: sailors } }
spec:
  target: "99.9"
  window: 28d
  indicator: { ratio: { errors: { metric: a }, total: { metric: b } } }
`;
const OPENSLO = `apiVersion: openslo/v1
kind: SLO
metadata: { name: lending }
spec:
  service: library
  indicator: { spec: { ratioMetric: { counter: true, bad: { metricSource: { spec: { query: sum(a) } } }, total: { metricSource: { spec: { query: sum(b) } } } } } }
  timeWindow: [{ duration: 28d, isRolling: true }]
  objectives: [{ target: 0.999 }]
  alertPolicies: [{ spec: { conditions: [{ spec: { severity: page, condition: { op: gt, threshold: 14.4, lookbackWindow: 1h } } }] } }]
`;

function sloOf(text: string): Slo {
  const [slo] = read(text).value;
  return slo ?? expect.fail("the file has no SLO");
}

const steady = (length: number, change: (minute: number) => Partial<Minute> = () => ({})): EventMinutes =>
  new EventMinutes(Array.from({ length }, (_, minute) => ({ total: 100, bad: 0, isSeen: true, ...change(minute) })));

describe("a peer's rules", () => {
  it("fire while both windows are above the threshold", () => {
    const slo = sloOf(slothFile(99));
    const { conditions } = peerOf("Sloth", slo);
    const [begin, end] = [DAY / MINUTE, (DAY + HOUR) / MINUTE];
    const history = steady(2 * end, (minute) => (minute >= begin && minute < end ? { bad: 100 } : {}));
    const fires = peerVerdicts(conditions, "page", history, { from: 0, to: history.length });
    // 14.4 % of an hour: above it with the ninth minute.
    expect(fires.indexOf(true) - begin).toBe(8);
    // The last five minutes are good enough again once fewer than 14.4 % of them are bad; half an hour keeps the slow one firing.
    expect(fires.lastIndexOf(true) - end).toBeGreaterThan(4);
    expect(fires.lastIndexOf(true) - end).toBeLessThan(30);
  });

  it("of Pyrra wait before they fire", () => {
    const slo = sloOf(PYRRA);
    const { conditions } = peerOf("Pyrra", slo);
    expect(conditions.map(({ delay }) => delay)).toEqual([2, 15, 60, 180]);
    const begin = DAY / MINUTE;
    const history = steady(begin + 60, (minute) => (minute >= begin ? { bad: 100 } : {}));
    const span = { from: 0, to: history.length };
    const waiting = peerVerdicts(conditions, "page", history, span).indexOf(true);
    const atOnce = conditions.map((condition) => ({ ...condition, delay: 0 }));
    expect(waiting - peerVerdicts(atOnce, "page", history, span).indexOf(true)).toBe(2);
  });

  it("of Sloth take the mean of ratios for the period, and no number after 0/0", () => {
    const slo = sloOf(slothFile(99));
    const { periodRatio } = peerOf("Sloth", slo);
    // A quiet half in which everything fails, and a busy one in which nothing does.
    const night = steady(2000, (minute) => (minute < 1000 ? { total: 1, bad: 1 } : {}));
    expect(periodRatio(night, 1999, 2000)).toBeCloseTo(0.5, 2);
    expect(night.errorRatio(2000, 1999)).toBeCloseTo(1 / 101, 5);
    const idle = steady(2000, (minute) => (minute < 10 ? { total: 0 } : {}));
    expect(periodRatio(idle, 1999, 2000)).toBeNaN();
    const gone = steady(2000, (minute) => (minute < 10 ? { total: 0, isSeen: false } : {}));
    expect(periodRatio(gone, 1999, 2000)).toBe(0);
  });
});

describe("a comparison", () => {
  const told = (tool: string, text: string): Map<string, { why: readonly string[]; apart: number[] }> => {
    const slo = sloOf(text);
    const peer = peerOf(tool, slo);
    const budget = slo.objective.errorBudget.toNumber();
    return new Map(
      scenarios(budget, slo.period).map((scenario) => {
        const { why, severities } = compare(slo, peer, scenario);
        return [scenario.name, { why, apart: severities.map(({ apart }) => apart) }];
      }),
    );
  };

  it("with Sloth agrees on alerts, and tells what its mean of ratios makes of the budget", () => {
    const all = told("Sloth", slothFile(99.9));
    for (const [, { apart }] of all) for (const minutes of apart) expect(minutes).toBeLessThanOrEqual(12);
    expect(all.get("outage of 2 hours by night")?.why.join()).toContain("mean of ratios");
    expect(all.get("8 hours without traffic")?.why.join()).toContain("0/0");
  });

  it("with Pyrra tells what its waits do", () => {
    const all = told("Pyrra", PYRRA);
    expect(all.get("outage of 30 minutes by day")?.why.join()).toContain("`for`");
    expect(all.get("8 hours without traffic")?.why).toEqual([]);
  });

  it("with OpenSLO tells what one window does", () => {
    expect(told("OpenSLO", OPENSLO).get("outage of 30 minutes by day")?.why.join()).toContain("one window");
  });
});
