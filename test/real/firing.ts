import type { Points } from "./prometheus-api.ts";
import type { Rule } from "./rule-files.ts";
import type { Interval, Labels, Seconds } from "./sample-series.ts";

export interface Alert {
  readonly alertname: string;
  /** Of the rule and of its result, without `alertname`. */
  readonly labels: Labels;
  /** From the evaluation at which it fired to the one that resolved it, or to the end of the range. */
  readonly firing: readonly Interval[];
}

/** What Prometheus would have made of an alert rule's results: one alert per label set that fired at all. */
export function alertsOf(rule: Rule, results: readonly Points[], evaluations: readonly Seconds[]): Alert[] {
  return results
    .map(({ labels, points }) => ({
      alertname: rule.name,
      labels,
      firing: firingIn(points, rule.for, evaluations),
    }))
    .filter((alert) => alert.firing.length > 0);
}

function firingIn(points: Points["points"], hold: Seconds, evaluations: readonly Seconds[]): Interval[] {
  const present = new Set(points.map(([time]) => time));
  const intervals: Interval[] = [];
  let activeAt: Seconds | undefined;
  let firedAt: Seconds | undefined;
  const resolve = (to: Seconds) => {
    if (firedAt !== undefined) intervals.push({ from: firedAt, to });
    activeAt = firedAt = undefined;
  };
  for (const time of evaluations) {
    if (!present.has(time)) {
      resolve(time);
      continue;
    }
    activeAt ??= time;
    if (time - activeAt >= hold) firedAt ??= time;
  }
  resolve(evaluations.at(-1) ?? 0);
  return intervals;
}
