import { alertsOf, fingerprintOf } from "../../slo/engine/alerts.ts";
import type { BurnState } from "../../slo/engine/burn-state.ts";
import { Evaluator } from "../../slo/engine/evaluator.ts";
import type { Slo } from "../../slo/index.ts";
import type { Platform } from "../../slo/model/platform.ts";
import type { Interval, Labels, SampleSeries, Seconds } from "./sample-series.ts";

const SCRAPE: Seconds = 15;

export interface EngineWorld {
  readonly alerts: ReadonlyArray<{ readonly labels: Labels; readonly firing: readonly Interval[] }>;
  /** At the end of the range. */
  readonly states: readonly BurnState[];
}

/** The embedded engine over the series that a Prometheus was given, scraped every 15 s as text. */
export function runEngine(
  slos: readonly Slo[],
  platform: Platform,
  { series, range }: { readonly series: readonly SampleSeries[]; readonly range: Interval },
): EngineWorld {
  const scrapes = new Map<Seconds, string[]>();
  for (const { labels, visit } of series) {
    const { __name__: name, ...others } = labels;
    const pairs = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    const head = `${name}{${pairs.join(",")}}`;
    visit((time, value) => {
      // Prometheus spreads its scrapes; the engine reads all targets at once.
      const tick = Math.ceil(time / SCRAPE) * SCRAPE;
      if (typeof value !== "number") return;
      const lines = scrapes.get(tick);
      if (lines === undefined) scrapes.set(tick, [`${head} ${value}`]);
      else lines.push(`${head} ${value}`);
    });
  }
  const engine = new Evaluator(slos, platform);
  const firing = new Map<string, { labels: Labels; firing: Interval[]; isOn: boolean }>();
  for (let time = range.from; time <= range.to; time += SCRAPE) {
    const lines = scrapes.get(time);
    if (lines !== undefined)
      engine.record({ job: "world", instance: "world" }, engine.read(lines.join("\n")), time * 1_000);
    engine.evaluate(time * 1_000);
    const now = new Set<string>();
    for (const state of engine.states(time * 1_000)) {
      for (const { labels } of alertsOf(state, platform, time * 1_000)) {
        const key = fingerprintOf(labels);
        now.add(key);
        const alert = firing.get(key) ?? { labels, firing: [], isOn: false };
        firing.set(key, alert);
        if (!alert.isOn) alert.firing.push({ from: time, to: range.to });
        alert.isOn = true;
      }
    }
    for (const [key, alert] of firing) {
      if (now.has(key) || !alert.isOn) continue;
      alert.isOn = false;
      const last = alert.firing.pop();
      if (last !== undefined) alert.firing.push({ ...last, to: time });
    }
  }
  return { alerts: [...firing.values()], states: engine.states(range.to * 1_000) };
}
