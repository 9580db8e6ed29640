import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprintOf } from "../../slo/engine/alerts.ts";
import { expressions } from "../dashboards/expressions.ts";
import { writeBlocks } from "./blocks.ts";
import { compileInto, PLATFORM } from "./compile.ts";
import { type EngineWorld, runEngine } from "./engine-world.ts";
import { type Evaluated, evaluateRules } from "./evaluate-rules.ts";
import { CASES, DAY, HOUR, INCIDENT, MINUTE, RANGE, START } from "./incident-cases.ts";
import { nativeHistogram } from "./native-histogram.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { run } from "./promtool.ts";
import type { Interval, Labels } from "./sample-series.ts";
import { counter, gauge, histogram } from "./series.ts";

/*
 * Compiled rules on a real Prometheus against the truth that the generator of the series knows: the period's error ratio within 1 %,
 * and alerts that fire, stay silent and reset. Ratios are compared absolutely below one event in a hundred thousand.
 */
const folder = mkdtempSync(join(tmpdir(), "right-numbers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = `service: world
owner: team
tier: 1
defaults:
  window: 3d
  alerts: { page: { escalation: oncall, tiers: [{ burn_rate: 14.4, long_window: 1h, short_window: 5m }] }, ticket: none }
slos:
`;
const slo = (name: string, rest: string): string =>
  `  - name: ${name}\n    title: ${name}\n    runbook: world\n${rest.includes("objective:") ? "" : "    objective: 99%\n"}    ${rest}\n`;

/** After an incident the short window and the base window empty, at the next evaluation. */
const RESET = 5 * MINUTE + MINUTE + 30;

describe("three days with an incident", () => {
  let prometheus: Prometheus;
  let evaluated: Evaluated;
  let engine: EngineWorld;
  const id = (index: number): string => `world-case-${index}`;
  const definition = (): string => HEAD + CASES.map((one, index) => slo(`case-${index}`, one.slo)).join("");

  beforeAll(async () => {
    const blocks = join(folder, "incident");
    await writeBlocks(
      blocks,
      CASES.flatMap((one) => one.series),
    );
    const { paths, slos } = await compileInto(join(folder, "incident-rules"), definition());
    engine = runEngine(slos, PLATFORM, { series: CASES.flatMap((one) => one.series), range: RANGE });
    prometheus = await startPrometheus({ blocks });
    evaluated = await evaluateRules({
      prometheus,
      ruleFiles: paths.filter((path) => path.includes("/rules/")),
      range: RANGE,
    });
  });
  afterAll(async () => {
    await evaluated?.stop();
    await prometheus?.stop();
  });

  describe.each(CASES.map((one, index) => ({ ...one, index })))("$name", ({ index, truth, pages }) => {
    it("has the true error ratio over the period, within 1 %", async () => {
      const ratios = await evaluated.query(`slo:sli_error:ratio_rate3d{slo="${id(index)}"}`, RANGE.to);
      const read = Object.fromEntries(
        ratios.map(({ labels, value }) => [labels["region"] ?? labels["instance"] ?? "", value]),
      );
      expect(Object.keys(read).sort()).toEqual(Object.keys(truth).sort());
      for (const [group, ratio] of Object.entries(truth)) {
        expect(
          Math.abs((read[group] ?? Number.NaN) - ratio),
          `${group} reads ${read[group]}, true ${ratio}`,
        ).toBeLessThanOrEqual(Math.max(0.01 * ratio, 1e-5));
      }
    });

    it("pages for its incidents and for nothing else, and resets", () => {
      const fired = evaluated.alerts.filter(
        (alert) => alert.alertname === "SLOBudgetBurn" && alert.labels["slo"] === id(index),
      );
      const byGroup = Object.fromEntries(
        fired.map((alert) => [alert.labels["region"] ?? alert.labels["instance"] ?? "", alert.firing]),
      );
      expect(Object.keys(byGroup).sort()).toEqual(Object.keys(pages).sort());
      for (const [group, incidents] of Object.entries(pages)) expectPages(byGroup[group] ?? [], incidents);
    });

    it("is told alike by the embedded engine", async () => {
      const ratios = await evaluated.query(`slo:sli_error:ratio_rate3d{slo="${id(index)}"}`, RANGE.to);
      const states = engine.states.filter((state) => state.slo.id === id(index));
      expect(states).toHaveLength(ratios.length);
      for (const { group, errorRatio = Number.NaN } of states) {
        const rule = ratios.find(({ labels }) =>
          Object.entries(group).every(([name, value]) => labels[name] === value),
        );
        expect(Math.abs(errorRatio - (rule?.value ?? Number.NaN))).toBeLessThanOrEqual(
          Math.max(0.01 * (rule?.value ?? 0), 1e-5),
        );
      }
      const ofRules = evaluated.alerts.filter(({ labels }) => labels["slo"] === id(index));
      const ofEngine = engine.alerts.filter(({ labels }) => labels["slo"] === id(index));
      expect(ofEngine).toHaveLength(ofRules.length);
      for (const { alertname, labels, firing } of ofRules) {
        const same = ofEngine.find((alert) => isSame(alert.labels, { alertname, ...labels }));
        expect(same?.firing).toHaveLength(firing.length);
        // Rules see an event when the base window has it, at their next evaluation; the engine at the next scrape.
        const lag = MINUTE + (alertname === "SLOBudgetBurn" ? 30 : 2 * MINUTE);
        for (const [number, { from, to }] of firing.entries()) {
          const own = same?.firing[number];
          expect(from - (own?.from ?? Number.NaN), "seconds that the rules fire later").toBeGreaterThanOrEqual(0);
          expect(from - (own?.from ?? Number.NaN)).toBeLessThanOrEqual(lag);
          expect(to - (own?.to ?? Number.NaN), "seconds that the rules reset later").toBeGreaterThanOrEqual(0);
          expect(to - (own?.to ?? Number.NaN)).toBeLessThanOrEqual(lag);
        }
      }
    });

    it("keeps its budget as the ratio says", async () => {
      const of = async (name: string): Promise<number[]> =>
        (await evaluated.query(`sort_desc(${name}{slo="${id(index)}"})`, RANGE.to)).map(({ value }) => value);
      const [ratios, burned, left] = await Promise.all(
        ["slo:sli_error:ratio_rate3d", "slo:period_burn_rate:ratio", "slo:period_error_budget_remaining:ratio"].map(of),
      );
      const [budget = Number.NaN] = await of("slo:error_budget:ratio");
      expect(burned).toEqual(ratios?.map((ratio) => ratio / budget));
      expect(left?.reverse()).toEqual(burned?.map((share) => 1 - share));
    });
  });

  it("answers every query of the dashboards, but for what this world has none of", async () => {
    const { paths } = await compileInto(join(folder, "dashboards"), definition(), "grafana");
    const values = { slo: id(0), service: "world", owner: "team", tier: "1" };
    const silent: string[] = [];
    for (const path of paths.filter((file) => file.endsWith(".json"))) {
      for (const { panel, expr } of expressions(JSON.parse(readFileSync(path, "utf8")), values)) {
        if ((await evaluated.query(expr, INCIDENT.to)).length === 0) silent.push(panel);
      }
    }
    expect([...new Set(silent)]).toEqual([
      "Alerts firing now",
      "SLOs without data over their period",
      "Burn rate by window (ticket tiers)",
    ]);
  });
});

function isSame(left: Labels, right: Labels): boolean {
  return fingerprintOf(left) === fingerprintOf(right);
}

function expectPages(firing: readonly Interval[], incidents: readonly Interval[]): void {
  for (const incident of incidents) {
    const own = firing.filter((page) => page.from > incident.from && page.from <= incident.to);
    expect(own.length, "the incident pages").toBeGreaterThan(0);
    expect((own.at(-1)?.to ?? 0) - incident.to).toBeGreaterThan(0);
    expect((own.at(-1)?.to ?? Number.POSITIVE_INFINITY) - incident.to, "seconds until it resets").toBeLessThanOrEqual(
      RESET,
    );
  }
  const strays = firing.filter(
    (page) => !incidents.some((incident) => page.from > incident.from && page.to <= incident.to + RESET),
  );
  expect(strays).toEqual([]);
}

describe("a month with quiet nights that go wrong", () => {
  const range = { from: START, to: START + 30 * DAY };
  const isNight = (time: number): boolean => (time - START) % DAY < 6 * HOUR;
  const isOut = (time: number): boolean =>
    isNight(time) && Math.floor((time - START) / DAY) % 6 === 2 && (time - START) % DAY > 2 * HOUR;
  const traffic = (time: number): number => (isNight(time) ? 0.2 : 20);
  const errorRatio = (time: number): number => (isOut(time) ? 1 : 0.0004);
  const bad = counter(
    { __name__: "month_total", code: "500" },
    { rate: (time) => traffic(time) * errorRatio(time) },
    range,
  );
  const good = counter(
    { __name__: "month_total", code: "200" },
    { rate: (time) => traffic(time) * (1 - errorRatio(time)) },
    range,
  );
  const definition =
    HEAD.replace("3d", "30d") +
    slo("month", `objective: 99.9%\n    indicator: { ratio: { bad: 'month_total{code="500"}', total: month_total } }`);

  let prometheus: Prometheus;
  let paths: string[];
  beforeAll(async () => {
    await writeBlocks(join(folder, "month"), [bad.series, good.series]);
    prometheus = await startPrometheus({ blocks: join(folder, "month") });
    ({ paths } = await compileInto(join(folder, "month-rules"), definition));
  });
  afterAll(() => prometheus?.stop());

  const truth = (): number => {
    const badEvents = bad.events(range.from, range.to);
    return badEvents / (badEvents + good.events(range.from, range.to));
  };

  it("reads the true error ratio of 30 days", async () => {
    const evaluated = await evaluateRules({
      prometheus,
      ruleFiles: paths.filter((path) => path.includes("/rules/")),
      range,
    });
    try {
      const [ratio] = await evaluated.query("slo:sli_error:ratio_rate30d", range.to);
      expect((ratio?.value ?? 0) / truth()).toBeCloseTo(1, 2);
      const [left] = await evaluated.query("slo:period_error_budget_remaining:ratio", range.to);
      expect(left?.value).toBeCloseTo(1 - truth() / 0.001, 1);
    } finally {
      await evaluated.stop();
    }
  });

  it("reads the same when the SLO is added on the last day and its past is backfilled by promtool", async () => {
    const backfill = paths.filter((path) => path.includes("/backfill/"));
    const blocks = join(folder, "backfilled");
    // The default of a block for every two hours asks Prometheus 360 times.
    const times = [
      "--max-block-duration=54h",
      "--start",
      String(range.from),
      "--end",
      String(range.to),
      "--eval-interval",
      "2m",
    ];
    await run("promtool", [
      "tsdb",
      "create-blocks-from",
      "rules",
      "--url",
      prometheus.url,
      ...times,
      "--output-dir",
      blocks,
      ...backfill,
    ]);
    const backfilled = await startPrometheus({ blocks });
    try {
      const sum = (name: string): string => `sum_over_time(slo:${name}_events:rate5m{slo="world-month"}[30d])`;
      const [ratio] = await backfilled.query(`${sum("bad")} / ${sum("total")}`, range.to);
      expect((ratio?.value ?? 0) / truth()).toBeCloseTo(1, 2);
    } finally {
      await backfilled.stop();
    }
  });
});

describe("a native histogram", () => {
  const range = { from: START, to: START + DAY };
  const slow = { from: START + 10 * HOUR, to: START + 11 * HOUR };
  const isSlow = (time: number): boolean => time > slow.from && time <= slow.to;
  const latency = nativeHistogram(
    { __name__: "rpc_seconds" },
    {
      rate: (time) => (time < START + 6 * HOUR ? 0 : 20),
      // Below the threshold of 125 ms, a bound of the histogram, lie 99.9 % of the answers, or half of them.
      share: (time, bound) => (bound >= 0.5 ? 1 : bound >= 0.125 ? (isSlow(time) ? 0.5 : 0.999) : 0.2),
      schema: 2,
      smallest: 0.01,
      largest: 1,
    },
    range,
  );
  const definition =
    HEAD.replace("3d", "1d") +
    slo("native", "indicator: { latency: { histogram: rpc_seconds, threshold: 125ms, native: true } }");

  it("reads the true error ratio, pages and resets, after hours without traffic", async () => {
    const { paths } = await compileInto(join(folder, "native-rules"), definition);
    const ruleFiles = paths.filter((path) => path.includes("/rules/"));
    const evaluated = await evaluateRules({
      series: [latency.series],
      ruleFiles,
      range,
      features: ["native-histograms"],
    });
    try {
      const total = latency.events(range.from, range.to);
      const truth = (total - latency.events(range.from, range.to, 0.125)) / total;
      const [ratio] = await evaluated.query("slo:sli_error:ratio_rate1d", range.to);
      expect((ratio?.value ?? 0) / truth).toBeCloseTo(1, 2);
      expectPages(evaluated.alerts.find((alert) => alert.alertname === "SLOBudgetBurn")?.firing ?? [], [slow]);
    } finally {
      await evaluated.stop();
    }
  });
});

describe("a signal that disappears", () => {
  const range = { from: START, to: START + 4 * HOUR };
  const gone = START + 2 * HOUR;
  const requests = (depot: string, until?: number) =>
    counter(
      { __name__: "requests_total", depot },
      { rate: () => 5, ...(until === undefined ? {} : { gone: until }) },
      range,
    ).series;
  const definition =
    HEAD +
    slo(
      "absent",
      `by: [depot]\n    ${`indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }`}`,
    );

  it("is said after ten minutes, for the part that it is true of", async () => {
    const { paths } = await compileInto(join(folder, "absent-rules"), definition);
    const ruleFiles = paths.filter((path) => path.includes("/rules/"));
    const evaluated = await evaluateRules({ series: [requests("north"), requests("south", gone)], ruleFiles, range });
    try {
      const absent = evaluated.alerts.filter((alert) => alert.alertname === "SLOSignalAbsent");
      expect(absent.map(({ labels }) => [labels["depot"], labels["severity"]])).toEqual([["south", "page"]]);
      const [firing] = absent[0]?.firing ?? [];
      // The base window empties for up to a minute, the group looks every two, then ten minutes of `for`.
      expect((firing?.from ?? 0) - gone).toBeGreaterThan(10 * MINUTE);
      expect((firing?.from ?? 0) - gone).toBeLessThanOrEqual(13 * MINUTE);
      expect(evaluated.alerts.some((alert) => alert.alertname === "SLOBudgetBurn")).toBe(false);
      const states = await evaluated.query("max by (depot) (slo:burn_state:code)", range.to - MINUTE);
      expect(states.map(({ labels, value }) => [labels["depot"], value])).toEqual([["north", 0]]);
    } finally {
      await evaluated.stop();
    }
  });

  it("is said for longer than anybody remembers, and when it never came", async () => {
    const day = 24 * HOUR;
    const long = { from: START, to: START + day + 6 * HOUR };
    const text =
      HEAD +
      slo(
        "gone",
        `window: 1d\n    indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }`,
      ) +
      slo("never", `indicator: { ratio: { bad: 'nobody_total{code="500"}', total: nobody_total } }`) +
      slo("parts", `by: [depot]\n    indicator: { ratio: { bad: 'nobody_total{code="500"}', total: nobody_total } }`);
    const { paths } = await compileInto(join(folder, "never-rules"), text);
    const ruleFiles = paths.filter((path) => path.includes("/rules/"));
    const evaluated = await evaluateRules({ series: [requests("north", gone)], ruleFiles, range: long });
    try {
      const absent = evaluated.alerts.filter((alert) => alert.alertname === "SLOSignalAbsent");
      const told = absent.map(({ labels, firing }) => ({ slo: labels["slo"], depot: labels["depot"], firing }));
      expect(told.map(({ slo: id, depot }) => [id, depot]).sort()).toEqual([
        ["world-gone", undefined],
        ["world-never", undefined],
        ["world-parts", undefined],
      ]);
      for (const { slo: id, firing } of told) {
        expect(firing).toHaveLength(1);
        const due = id === "world-gone" ? gone + 10 * MINUTE : START + HOUR;
        expect((firing[0]?.from ?? 0) - due).toBeGreaterThanOrEqual(0);
        expect((firing[0]?.from ?? 0) - due).toBeLessThanOrEqual(5 * MINUTE);
        expect(firing[0]?.to).toBeGreaterThanOrEqual(long.to - 2 * MINUTE);
      }
    } finally {
      await evaluated.stop();
    }
  });
});

describe("a bucket", () => {
  const range = { from: START, to: START + 3 * HOUR };
  const answers = histogram(
    { __name__: "answers_seconds" },
    { rate: () => 10, bounds: [0.1, 1_000_000], share: (_time, bound) => (bound > 1 ? 1 : 0.99) },
    range,
  );
  // As Go's clients and Prometheus 3 write it.
  const series = answers.series.map((one) =>
    one.labels["le"] === "1000000" ? { ...one, labels: { ...one.labels, le: "1e+06" } } : one,
  );
  const latency = (name: string, threshold: string): string =>
    slo(name, `indicator: { latency: { histogram: answers_seconds, threshold: ${threshold} } }`);

  it("is found however its bound is written; one that does not exist is a signal that is missed, and no bad events", async () => {
    const text = HEAD + latency("large", "1000000s") + latency("missing", "2s500ms");
    const { paths } = await compileInto(join(folder, "bucket-rules"), text);
    const ruleFiles = paths.filter((path) => path.includes("/rules/"));
    const evaluated = await evaluateRules({ series, ruleFiles, range });
    try {
      const ratios = await evaluated.query("slo:sli_error:ratio_rate1h", range.to);
      expect(ratios.map(({ labels, value }) => [labels["slo"], value])).toEqual([["world-large", 0]]);
      const about = evaluated.alerts.map(({ alertname, labels }) => [alertname, labels["slo"]]);
      expect(about.filter(([name]) => name !== "Watchdog")).toEqual([["SLOSignalAbsent", "world-missing"]]);
    } finally {
      await evaluated.stop();
    }
  });
});

describe("another cluster's recorded series of the same promise", () => {
  const range = { from: START, to: START + 2 * HOUR };
  const requests = (code: string, rate: number) =>
    counter({ __name__: "requests_total", code }, { rate: () => rate }, range);
  const foreign = (name: string, value: number) =>
    gauge({ __name__: name, slo: "world-two", slo_service: "world", cluster: "b" }, { value: () => value }, range);

  it("are not taken for ours", async () => {
    const text =
      HEAD + slo("two", `indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }`);
    const { paths } = await compileInto(
      join(folder, "cluster-rules"),
      text,
      "prometheus",
      {},
      { labels: { cluster: "a" } },
    );
    const evaluated = await evaluateRules({
      series: [
        requests("200", 10).series,
        foreign("slo:total_events:rate", 10),
        foreign("slo:bad_events:rate", 10),
        foreign("slo:period_total_events:rate", 10),
      ],
      ruleFiles: paths.filter((path) => path.includes("/rules/")),
      range,
    });
    try {
      const ratios = await evaluated.query("slo:sli_error:ratio_rate1h", range.to);
      expect(ratios.map(({ labels, value }) => [labels["cluster"], value])).toEqual([["a", 0]]);
      expect(evaluated.alerts.map(({ alertname }) => alertname)).toEqual(["Watchdog"]);
    } finally {
      await evaluated.stop();
    }
    await run("promtool", ["test", "rules", ...paths.filter((path) => path.endsWith(".test.yaml"))]);
  });
});
