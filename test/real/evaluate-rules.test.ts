import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeBlocks } from "./blocks.ts";
import { type Evaluated, evaluateRules } from "./evaluate-rules.ts";
import { nativeHistogram } from "./native-histogram.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import type { SampleSeries, Seconds } from "./sample-series.ts";
import { counter, gauge } from "./series.ts";

const MIDNIGHT = Date.UTC(2025, 0, 6) / 1000;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const folder = mkdtempSync(join(tmpdir(), "evaluate-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function ruleFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("rules that read the source once, on three days with a night outage", () => {
  const range = { from: MIDNIGHT, to: MIDNIGHT + 3 * DAY };
  const outage = { from: MIDNIGHT + DAY + 2 * HOUR, to: MIDNIGHT + DAY + 5 * HOUR };
  const scrapesLost = { from: MIDNIGHT + 10 * HOUR, to: MIDNIGHT + 10 * HOUR + 10 * MINUTE };
  const scrape = { ...range, outages: [scrapesLost] };

  const isNight = (time: Seconds) => (time - MIDNIGHT) % DAY < 6 * HOUR;
  const isOut = (time: Seconds) => time >= outage.from && time <= outage.to;
  const traffic = (time: Seconds) => (isNight(time) ? 2 : 40);
  const failures = (time: Seconds) => (isOut(time) ? 0.5 * traffic(time) : 0.002 * traffic(time));

  const good = counter(
    { __name__: "requests_total", code: "200" },
    { rate: (time) => traffic(time) - failures(time), resets: [MIDNIGHT + 40 * HOUR] },
    scrape,
  );
  const bad = counter(
    { __name__: "requests_total", code: "500" },
    { rate: failures, born: MIDNIGHT + 8 * HOUR },
    { ...scrape, offset: 7 },
  );

  const rules = `
groups:
  - name: slo:orders-availability:fast
    interval: 30s
    rules:
      - record: slo:total_events:rate
        expr: sum(rate(requests_total[1m]))
        labels: &slo { slo: orders-availability }
      - record: slo:bad_events:rate
        expr: sum(rate(requests_total{code=~"5.."}[1m])) or 0 * sum(slo:total_events:rate{slo="orders-availability"})
        labels: *slo
      - record: slo:sli_error:ratio_rate5m
        expr: sum_over_time(slo:bad_events:rate{slo="orders-availability"}[5m]) / (sum_over_time(slo:total_events:rate{slo="orders-availability"}[5m]) > 0)
        labels: *slo
      - record: slo:sli_error:ratio_rate1h
        expr: sum_over_time(slo:bad_events:rate{slo="orders-availability"}[1h]) / (sum_over_time(slo:total_events:rate{slo="orders-availability"}[1h]) > 0)
        labels: *slo
      - alert: SLOBudgetBurn
        expr: slo:sli_error:ratio_rate1h{slo="orders-availability"} > 0.0144 and slo:sli_error:ratio_rate5m{slo="orders-availability"} > 0.0144
        labels: { severity: page }
      - alert: SLOSignalAbsent
        expr: absent(slo:total_events:rate{slo="orders-availability"})
        for: 5m
  - name: slo:orders-availability:slow
    interval: 2m
    rules:
      - record: slo:total_events:rate5m
        expr: avg_over_time(slo:total_events:rate{slo="orders-availability"}[5m])
        labels: *slo
      - record: slo:bad_events:rate5m
        expr: avg_over_time(slo:bad_events:rate{slo="orders-availability"}[5m])
        labels: *slo
      - record: slo:sli_error:ratio_rate3d
        expr: sum_over_time(slo:bad_events:rate5m{slo="orders-availability"}[3d]) / (sum_over_time(slo:total_events:rate5m{slo="orders-availability"}[3d]) > 0)
        labels: *slo
`;

  let prometheus: Prometheus;
  let evaluated: Evaluated;
  beforeAll(async () => {
    const blocks = join(folder, "blocks");
    await writeBlocks(blocks, [good.series, bad.series]);
    prometheus = await startPrometheus({ blocks });
    evaluated = await evaluateRules({ prometheus, ruleFiles: [ruleFile("slo.yml", rules)], range });
  });
  afterAll(async () => {
    await evaluated?.stop();
    await prometheus?.stop();
  });

  it("finds the period's error ratio within 1 % of the truth", async () => {
    const lost = bad.events(scrapesLost.from, scrapesLost.to);
    const badEvents = bad.events(range.from, range.to);
    const events = badEvents + good.events(range.from, range.to);
    const [recorded] = await evaluated.query("slo:sli_error:ratio_rate3d", range.to);
    expect(lost).toBeGreaterThan(0);
    expect(recorded?.labels).toEqual({ __name__: "slo:sli_error:ratio_rate3d", slo: "orders-availability" });
    expect(Math.abs((recorded?.value ?? 0) / (badEvents / events) - 1)).toBeLessThan(0.01);
  });

  it("counts a series that is not yet born as zero", async () => {
    const [recorded] = await evaluated.query("slo:bad_events:rate", MIDNIGHT + 7 * HOUR);
    expect(recorded?.value).toBe(0);
  });

  it("fires during the outage and resets soon after it", () => {
    const pages = evaluated.alerts.filter((alert) => alert.alertname === "SLOBudgetBurn");
    expect(pages).toHaveLength(1);
    expect(pages[0]?.labels).toEqual({ slo: "orders-availability", severity: "page" });
    const [first] = pages[0]?.firing ?? [];
    expect(first?.from).toBeGreaterThan(outage.from);
    expect(first?.from).toBeLessThan(outage.from + 5 * MINUTE);
    const last = pages[0]?.firing.at(-1);
    expect(last?.to).toBeGreaterThan(outage.to);
    expect(last?.to).toBeLessThan(outage.to + 8 * MINUTE);
  });

  it("drops a recorded series at once when its rule yields nothing, and holds an alert for its `for`", () => {
    const absent = evaluated.alerts.find((alert) => alert.alertname === "SLOSignalAbsent");
    expect(absent?.labels).toEqual({ slo: "orders-availability" });
    expect(absent?.firing).toHaveLength(1);
    const [{ from, to } = { from: 0, to: 0 }] = absent?.firing ?? [];
    // The last samples before the gap fill the base window for up to a minute, then five minutes of `for`.
    expect(from).toBeGreaterThanOrEqual(scrapesLost.from + 5 * MINUTE);
    expect(from).toBeLessThanOrEqual(scrapesLost.from + 6.5 * MINUTE);
    expect(to).toBeGreaterThan(scrapesLost.to);
    expect(to).toBeLessThanOrEqual(scrapesLost.to + 1.5 * MINUTE);
  });
});

describe("a world of two hours, written beside what rules record", () => {
  const range = { from: MIDNIGHT, to: MIDNIGHT + 2 * HOUR };
  const backup = gauge(
    { __name__: "backup_ok" },
    { value: () => 1 },
    { ...range, outages: [{ from: MIDNIGHT + HOUR, to: range.to }] },
  );
  const evaluate = (rules: string, scraped: SampleSeries = backup) =>
    evaluateRules({
      series: [scraped],
      ruleFiles: [ruleFile("small.yml", `groups: [{ name: small, interval: 30s, rules: [${rules}] }]`)],
      range,
      features: ["native-histograms"],
    });

  it("holds native histograms that rules can count and divide", async () => {
    const isSlow = (time: Seconds) => time > MIDNIGHT + HOUR;
    const latency = nativeHistogram(
      { __name__: "latency_seconds" },
      {
        rate: (time) => (isSlow(time) ? 10 : 40),
        share: (time, bound) => Math.min(1, bound / (isSlow(time) ? 0.5 : 0.25)),
        schema: 3,
        smallest: 0.01,
        largest: 1,
      },
      range,
    );
    const evaluated = await evaluate(
      `{ record: total, expr: "histogram_count(sum(rate(latency_seconds[1m])))" },
       { record: fast, expr: "histogram_fraction(0, 0.2, sum(rate(latency_seconds[1m]))) * total" },
       { record: ratio, expr: "sum_over_time(fast[2h]) / sum_over_time(total[2h])" }`,
      latency.series,
    );
    const [total] = await evaluated.query("total", MIDNIGHT + HOUR - MINUTE);
    const [ratio] = await evaluated.query("ratio", range.to);
    await evaluated.stop();
    const truth = latency.events(range.from, range.to, 0.2) / latency.events(range.from, range.to);
    expect(total?.value).toBeCloseTo(40, 1);
    expect(Math.abs((ratio?.value ?? 0) / truth - 1)).toBeLessThan(0.01);
  });

  it("ends a scraped series at the first scrape that missed it", async () => {
    const evaluated = await evaluate('{ record: backups, expr: "count(backup_ok)" }');
    expect(await evaluated.query("backup_ok", MIDNIGHT + HOUR - 1)).toHaveLength(1);
    expect(await evaluated.query("backup_ok", MIDNIGHT + HOUR)).toHaveLength(0);
    await evaluated.stop();
  });

  it("refuses a rule that reads what its group records only later", async () => {
    const rules = '{ record: a, expr: "b" }, { record: b, expr: "backup_ok" }';
    await expect(evaluate(rules)).rejects.toThrow("small: a reads b, which its group records only later");
  });

  it("refuses a rule with two results for one recorded series, as Prometheus does", async () => {
    const rules = `{ record: a, expr: 'backup_ok or label_replace(backup_ok, "x", "y", "", "")', labels: { x: z } }`;
    await expect(evaluate(rules)).rejects.toThrow("small: a: two results with the same labels");
  });
});
