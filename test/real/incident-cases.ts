import type { Interval, SampleSeries, Seconds } from "./sample-series.ts";
import { counter, gauge, histogram } from "./series.ts";
import type { OverTime } from "./ticks.ts";

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;

/** Three days; every case has the same incident on the second afternoon. */
export const START = Date.UTC(2026, 0, 6) / 1000;
export const RANGE: Interval = { from: START, to: START + 3 * DAY };
export const INCIDENT: Interval = { from: START + DAY + 14 * HOUR, to: START + DAY + 14 * HOUR + 40 * MINUTE };
/** Half of everything fails while hardly anybody is there. */
const NIGHT_OUTAGE: Interval = { from: START + DAY + 2 * HOUR, to: START + DAY + 5 * HOUR };

/** A promise, the series that it reads, and what is true of them. */
export interface Case {
  readonly name: string;
  /** The rest of an SLO's YAML, after its name and title. */
  readonly slo: string;
  readonly series: readonly SampleSeries[];
  /** True error ratio of the period, for each value of the `by` label ("" without one). */
  readonly truth: Readonly<Record<string, number>>;
  /** Incidents that page, for each value of the `by` label. */
  readonly pages: Readonly<Record<string, readonly Interval[]>>;
}

const within = (interval: Interval, time: Seconds): boolean => time > interval.from && time <= interval.to;
const duringIncident: OverTime = (time) => (within(INCIDENT, time) ? 0.5 : 0.001);
const steady: OverTime = () => 20;
const dayAndNight: OverTime = (time) => ((time - START) % DAY < 6 * HOUR ? 0.2 : 20);
const idleAtNight: OverTime = (time) => ((time - START) % DAY < 6 * HOUR ? 0 : 20);
const scrape = RANGE;

/** Good and bad counters under one metric name, and the true ratio. `life` applies to both, `bad` to the bad one only. */
function counters(metric: string, traffic: OverTime, errorRatio: OverTime, life: object = {}, badLife: object = {}) {
  const bad = counter(
    { __name__: metric, code: "500" },
    { rate: (time) => traffic(time) * errorRatio(time), ...life, ...badLife },
    scrape,
  );
  const good = counter(
    { __name__: metric, code: "200" },
    { rate: (time) => traffic(time) * (1 - errorRatio(time)), ...life },
    scrape,
  );
  const badEvents = bad.events(RANGE.from, RANGE.to);
  const ratio = badEvents / (badEvents + good.events(RANGE.from, RANGE.to));
  return { series: [bad.series, good.series], ratio };
}

function ratioCase(
  name: string,
  made: ReturnType<typeof counters>,
  slo: string,
  pages: readonly Interval[] = [INCIDENT],
): Case {
  return { name, slo, series: made.series, truth: { "": made.ratio }, pages: { "": pages } };
}

const badRatio = (metric: string): string =>
  `indicator: { ratio: { bad: '${metric}{code=~"5.."}', total: ${metric} } }`;

/** Share of the time that `isBad` holds, looked at every second. */
function share(isBad: (time: Seconds) => boolean): number {
  let bad = 0;
  for (let time = RANGE.from + 1; time <= RANGE.to; time += 1) if (isBad(time)) bad += 1;
  return bad / (RANGE.to - RANGE.from);
}

function unevenTraffic(): Case[] {
  const errors: OverTime = (time) => (within(NIGHT_OUTAGE, time) ? 0.5 : duringIncident(time));
  const made = counters("uneven_total", dayAndNight, errors);
  return [
    ratioCase("uneven traffic with a night outage", made, badRatio("uneven_total"), [NIGHT_OUTAGE, INCIDENT]),
    {
      ...ratioCase(
        "the same compared with the period's mean traffic",
        made,
        `${badRatio("uneven_total")}\n    alerts: { page: { traffic: period } }`,
      ),
      series: [],
    },
  ];
}

function troubledCounters(): Case[] {
  const restart: Interval = { from: START + 34 * HOUR, to: START + 34 * HOUR + 20 * MINUTE };
  const stopped: OverTime = (time) => (within(restart, time) ? 0 : 20);
  const bornLate: OverTime = (time) => (within(INCIDENT, time) ? 0.5 : 0);
  return [
    ratioCase("an idle gap of hours", counters("idle_total", idleAtNight, duringIncident), badRatio("idle_total")),
    ratioCase(
      "an error series born during the incident",
      counters("born_total", steady, bornLate, {}, { born: INCIDENT.from }),
      badRatio("born_total"),
    ),
    ratioCase(
      "counter resets",
      counters("reset_total", steady, duringIncident, {
        resets: [START + 20 * HOUR, START + 38.2 * HOUR, START + 60 * HOUR],
      }),
      badRatio("reset_total"),
    ),
    ratioCase("a restart gap", gapped("restart_total", stopped, restart), badRatio("restart_total")),
  ];
}

/** Counters of a program that is down for a while: no scrapes, no events, and zero afterwards. */
function gapped(metric: string, traffic: OverTime, gap: Interval): ReturnType<typeof counters> {
  const made = (code: string, ratio: OverTime) =>
    counter(
      { __name__: metric, code },
      { rate: (time) => traffic(time) * ratio(time), resets: [gap.to] },
      { ...RANGE, outages: [gap] },
    );
  const bad = made("500", duringIncident);
  const good = made("200", (time) => 1 - duringIncident(time));
  const badEvents = bad.events(RANGE.from, RANGE.to);
  return { series: [bad.series, good.series], ratio: badEvents / (badEvents + good.events(RANGE.from, RANGE.to)) };
}

function matchers(): Case[] {
  const made = counters("matched_total", steady, duringIncident);
  const of = (name: string, slo: string): Case => ({ ...ratioCase(name, made, slo), series: [] });
  return [
    ratioCase(
      "the matcher =",
      made,
      `indicator: { ratio: { bad: 'matched_total{code="500"}', total: matched_total } }`,
    ),
    of("the matcher !=", `indicator: { ratio: { bad: 'matched_total{code!="200"}', total: matched_total } }`),
    of("the matcher !~", `indicator: { ratio: { bad: 'matched_total{code!~"2..|3.."}', total: matched_total } }`),
    of("good events", `indicator: { ratio: { good: 'matched_total{code="200"}', total: matched_total } }`),
    {
      ...of("a second SLO over the same metric that promises less", `objective: 95%\n    ${badRatio("matched_total")}`),
      pages: {},
    },
    of(
      "promql",
      `indicator: { promql: { bad: 'sum(rate(matched_total{code="500"}[$window]))', total: 'sum(rate(matched_total[$window]))' } }`,
    ),
  ];
}

function latency(): Case[] {
  const slow: OverTime = (time) => (within(INCIDENT, time) ? 0.5 : 0.002);
  const made = histogram(
    { __name__: "latency_seconds" },
    {
      rate: dayAndNight,
      bounds: [0.1, 0.2, 1],
      share: (time, bound) => (bound >= 1 ? 1 - slow(time) / 2 : bound >= 0.2 ? 1 - slow(time) : 0.4),
    },
    scrape,
  );
  const total = made.events(RANGE.from, RANGE.to);
  const of = (name: string, threshold: string, bound: number): Case => ({
    name,
    slo: `indicator: { latency: { histogram: latency_seconds, threshold: ${threshold} } }`,
    series: [],
    truth: { "": (total - made.events(RANGE.from, RANGE.to, bound)) / total },
    pages: { "": [INCIDENT] },
  });
  return [
    { ...of("latency between whole seconds", "200ms", 0.2), series: made.series },
    of("latency of a whole second", "1s", 1),
  ];
}

function split(): Case[] {
  const region = (name: string, traffic: OverTime, errors: OverTime) => {
    const bad = counter(
      { __name__: "split_total", region: name, code: "500" },
      { rate: (time) => traffic(time) * errors(time) },
      scrape,
    );
    const good = counter(
      { __name__: "split_total", region: name, code: "200" },
      { rate: (time) => traffic(time) * (1 - errors(time)) },
      scrape,
    );
    const badEvents = bad.events(RANGE.from, RANGE.to);
    return { series: [bad.series, good.series], ratio: badEvents / (badEvents + good.events(RANGE.from, RANGE.to)) };
  };
  const north = region("north", steady, duringIncident);
  const south = region("south", dayAndNight, () => 0.003);
  return [
    {
      name: "split by region",
      slo: `by: [region]\n    ${badRatio("split_total")}`,
      series: [...north.series, ...south.series],
      truth: { north: north.ratio, south: south.ratio },
      pages: { north: [INCIDENT] },
    },
  ];
}

function gauges(): Case[] {
  const isDown = (time: Seconds): boolean => within(INCIDENT, time);
  const down = share(isDown);
  // The age grows from the last success, so it crosses the threshold some time after the successes stop.
  const stall: Interval = { from: INCIDENT.from - 80 * MINUTE, to: INCIDENT.to };
  const lastSuccess = (time: Seconds): number => (within(stall, time) ? stall.from : time) - 30;
  const isStale = (time: Seconds): boolean => time - lastSuccess(time) >= 5 * MINUTE;
  const stale: Interval = { from: stall.from + 4.5 * MINUTE, to: stall.to };
  return [
    {
      name: "a probe, for each target",
      slo: "by: [instance]\n    indicator: { probe: { gauge: probe_success } }",
      series: [
        gauge({ __name__: "probe_success", instance: "a" }, { value: (time) => (isDown(time) ? 0 : 1) }, scrape),
        gauge({ __name__: "probe_success", instance: "b" }, { value: () => 1 }, { ...scrape, offset: 7 }),
      ],
      truth: { a: down, b: 0 },
      pages: { a: [INCIDENT] },
    },
    {
      name: "a condition on a gauge",
      slo: `indicator: { condition: { gauge: queue_age_seconds, op: "<", threshold: 1m } }`,
      series: [gauge({ __name__: "queue_age_seconds" }, { value: (time) => (isDown(time) ? 300 : 2) }, scrape)],
      truth: { "": down },
      pages: { "": [INCIDENT] },
    },
    {
      name: "a condition on an expression",
      slo: `indicator: { condition: { gauge: time() - last_success_timestamp_seconds, op: "<", threshold: 5m } }`,
      series: [gauge({ __name__: "last_success_timestamp_seconds" }, { value: lastSuccess }, scrape)],
      truth: { "": share(isStale) },
      pages: { "": [stale] },
    },
  ];
}

/** Every kind of indicator, every matcher, and everything that goes wrong with series. */
export const CASES: readonly Case[] = [
  ...unevenTraffic(),
  ...troubledCounters(),
  ...matchers(),
  ...latency(),
  ...split(),
  ...gauges(),
];
