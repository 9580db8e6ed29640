import { type Alert, alertsOf } from "./firing.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import type { Points, PrometheusApi } from "./prometheus-api.ts";
import { remoteWrite } from "./remote-write.ts";
import { type Rule, type RuleGroup, readRuleFiles } from "./rule-files.ts";
import { layersOf } from "./rule-layers.ts";
import { identityOf, underRuleLabels } from "./rule-results.ts";
import { type Interval, type SampleSeries, type Seconds, STALE } from "./sample-series.ts";

/** Two keep two cores busy; the third while this process reads an answer. */
const QUERIES_AT_ONCE = 3;

/** The scraped series, on a server or in hand. */
type Scraped =
  | {
      /** Is only read, so several rule files can be tried on one world. No native histograms: Prometheus does not read them from another. */
      readonly prometheus: Prometheus;
    }
  | { readonly series: Iterable<SampleSeries> };

export type EvaluateOptions = Scraped & {
  readonly ruleFiles: readonly string[];
  readonly range: Interval;
  /** Prometheus' `--enable-feature`, such as `native-histograms`. */
  readonly features?: readonly string[];
};

/** Queries see the scraped and the recorded series. */
export interface Evaluated extends PrometheusApi {
  /** Every alert that fired, in the order of the rules. */
  readonly alerts: readonly Alert[];
  readonly stop: () => Promise<void>;
}

/**
 * Evaluates rule files over a range as Prometheus would have done live: each group at its own interval, each rule seeing what
 * earlier rules recorded, series marked stale as soon as a rule no longer yields them. Does not write `ALERTS` series.
 */
export async function evaluateRules(options: EvaluateOptions): Promise<Evaluated> {
  const { range, features = [] } = options;
  const rules = readRuleFiles(options.ruleFiles);
  const recorder = await startPrometheus(
    "prometheus" in options ? { reads: options.prometheus, features } : { features },
  );
  const alerts = new Map<Rule, Alert[]>();
  const recorded = new Set<string>();

  const evaluate = async (rule: Rule) => {
    const times = evaluationTimes(rule.group, range);
    const [from, to] = [times.at(0), times.at(-1)];
    if (from === undefined || to === undefined) return;
    const answer = await recorder.queryRange(rule.expression, { from, to }, rule.group.interval);
    const results = underRuleLabels(rule, answer);
    if (rule.kind === "alert") {
      alerts.set(rule, alertsOf(rule, results, times));
      return;
    }
    for (const { labels } of results) {
      const identity = identityOf(labels);
      if (recorded.has(identity)) throw new Error(`${rule.group.name}: ${identity} is recorded by two rules`);
      recorded.add(identity);
    }
    const series = results.map((result) => recordedSeries(result, times));
    await remoteWrite(recorder.url, series);
  };

  try {
    if ("series" in options) await remoteWrite(recorder.url, options.series);
    for (const layer of layersOf(rules)) await eachOf(layer, QUERIES_AT_ONCE, evaluate);
  } catch (error) {
    await recorder.stop();
    throw error;
  }
  const { query, queryRange, queryStats, stop } = recorder;
  return { query, queryRange, queryStats, stop, alerts: rules.flatMap((rule) => alerts.get(rule) ?? []) };
}

function evaluationTimes({ interval, offset }: RuleGroup, { from, to }: Interval): Seconds[] {
  const first = Math.ceil((from - offset) / interval) * interval + offset;
  return Array.from(
    { length: Math.max(0, Math.floor((to - first) / interval) + 1) },
    (_, index) => first + index * interval,
  );
}

/** A rule's result as the series that Prometheus would have stored. */
function recordedSeries({ labels, points }: Points, times: readonly Seconds[]): SampleSeries {
  return {
    labels,
    visit: (sample) => {
      let next = 0;
      let seen = false;
      for (const time of times) {
        const point = points[next];
        if (point !== undefined && point[0] === time) {
          sample(time, point[1]);
          next++;
          seen = true;
        } else if (seen) {
          sample(time, STALE);
          seen = false;
        }
      }
    },
  };
}

async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
