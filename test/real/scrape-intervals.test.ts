import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseDuration } from "../../slo/promql/duration.ts";
import { compileInto } from "./compile.ts";
import { evaluateRules } from "./evaluate-rules.ts";
import { testRules } from "./promtool.ts";
import { counter, gauge } from "./series.ts";

const folder = mkdtempSync(join(tmpdir(), "scrape-intervals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 2) / 1_000;

const definition = (interval: string): string => `service: seldom
owner: team
tier: 1
defaults:
  scrape_interval: ${interval}
  alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } }
slos:
  - name: ratio
    title: Events
    objective: 99%
    runbook: r
    indicator: { ratio: { bad: 'events_total{code="500"}', total: events_total } }
  - name: latency
    title: A histogram over a short period
    objective: 90%
    window: 1d
    runbook: r
    indicator: { latency: { histogram: answers_seconds, threshold: 250ms } }
  - name: probe
    title: A probe
    objective: 99%
    runbook: r
    indicator: { probe: { gauge: 'probe_success{job="site"}' } }
  - name: condition
    title: An age
    objective: 99%
    runbook: r
    indicator: { condition: { gauge: time() - max(sent_timestamp_seconds), op: "<", threshold: 26h } }
`;

describe("promises over what is scraped at any interval", () => {
  it.each(["1s", "7s", "1m30s", "5m"])("compile to rules whose own tests pass: every %s", async (interval) => {
    const { paths } = await compileInto(join(folder, interval), definition(interval));
    await testRules(...paths.filter((path) => path.endsWith(".test.yaml")));
  });

  it.each(["5s", "1m", "10m"])("read true numbers, page, reset and miss nothing: every %s", async (interval) => {
    const range = { from: START, to: START + DAY };
    const scrape = { ...range, interval: (parseDuration(interval) ?? 0) / 1_000 };
    const outage = { from: START + 10 * HOUR, to: START + 14 * HOUR };
    const isOut = (time: number): boolean => time > outage.from && time <= outage.to;
    const events = (code: string, rate: (time: number) => number) =>
      counter({ __name__: "events_total", code }, { rate }, scrape);
    const bad = events("500", (time) => (isOut(time) ? 5 : 0.001));
    const good = events("200", (time) => (isOut(time) ? 5 : 10));
    const up = gauge({ __name__: "probe_success", job: "site" }, { value: (time) => (isOut(time) ? 0 : 1) }, scrape);
    const sent = gauge(
      { __name__: "sent_timestamp_seconds" },
      { value: (time) => (isOut(time) ? time - 30 * HOUR : time - 60) },
      scrape,
    );
    const { paths } = await compileInto(join(folder, `${interval}-live`), definition(interval));
    const ruleFiles = paths.filter((path) => path.includes("/rules/"));
    const evaluated = await evaluateRules({ series: [bad.series, good.series, up, sent], ruleFiles, range });
    try {
      const [badEvents, goodEvents] = [bad, good].map((one) => one.events(range.from, range.to));
      const truth = {
        ratio: (badEvents ?? 0) / ((badEvents ?? 0) + (goodEvents ?? 0)),
        probe: 4 / 24,
        condition: 4 / 24,
      };
      for (const [name, ratio] of Object.entries(truth)) {
        const [read] = await evaluated.query(`slo:sli_error:ratio_rate30d{slo="seldom-${name}"}`, range.to);
        expect((read?.value ?? 0) / ratio, name).toBeCloseTo(1, 1);
        const pages = evaluated.alerts.filter(
          ({ labels }) => labels["slo"] === `seldom-${name}` && labels["severity"] === "page",
        );
        expect(
          pages.map(({ alertname, firing }) => [alertname, firing.length]),
          name,
        ).toEqual([["SLOBudgetBurn", 1]]);
        const [firing] = pages[0]?.firing ?? [];
        expect(firing?.from ?? 0, name).toBeLessThan(outage.from + 90 * MINUTE);
        expect(firing?.to ?? 0, name).toBeGreaterThan(outage.to - MINUTE);
        expect(firing?.to ?? 0, name).toBeLessThan(outage.to + 2 * HOUR);
      }
    } finally {
      await evaluated.stop();
    }
  });

  it("say which interval they are for, and refuse one that no rule can be made for", async () => {
    for (const interval of ["500ms", "11m", "soon"]) {
      await expect(compileInto(join(folder, "refused"), definition(interval))).rejects.toThrow(
        interval === "soon" ? "scrape_interval" : "is not between 1s and 10m",
      );
    }
  });
});
