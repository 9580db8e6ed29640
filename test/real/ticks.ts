import { hash } from "./hash.ts";
import { type Interval, type SampleSeries, type SampleValue, type Seconds, STALE } from "./sample-series.ts";

/** When a target is scraped. */
export interface Scrape extends Interval {
  /** Seconds between two scrapes. 15 when not given. */
  readonly interval?: Seconds;
  /** Shifts the scrapes of this series, as Prometheus spreads its targets. */
  readonly offset?: Seconds;
  /** While these last the target cannot be reached. What happens inside it goes on. */
  readonly outages?: readonly Interval[];
}

/** When a series exists. A series that Prometheus first meets late has no zero to start from. */
export interface Life {
  readonly born?: Seconds;
  readonly gone?: Seconds;
}

/** Events per second, or any other number, at a time. */
export type OverTime = (time: Seconds) => number;

/**
 * Visits every scrape with the events so far, in whole events, one count per rate. Events happen while the series lives, through
 * outages too. A step has the integral of its rate (read in its middle) on average: by chance a fraction becomes one event or
 * none, else events would come in step with the evaluations. Chance depends on `seed` only and is one for all rates, so that a
 * larger bucket never counts less than a smaller one. `counts` is one array, used again for every tick.
 */
export function eachTick(
  scrape: Scrape,
  life: Life,
  seed: string,
  rates: readonly OverTime[],
  tick: (time: Seconds, counts: readonly number[]) => void,
): void {
  const { interval = 15, offset = 0 } = scrape;
  const { from, to } = lifeIn(scrape, life);
  const counts = rates.map(() => 0);
  const chance = chanceFrom(seed);
  for (let index = 0; ; index++) {
    const time = scrape.from + offset + index * interval;
    if (time > scrape.to) return;
    const middle = time - interval / 2;
    const luck = chance();
    if (middle >= from && middle <= to) {
      rates.forEach((rate, at) => {
        counts[at] = (counts[at] ?? 0) + Math.floor(rate(middle) * interval + luck);
      });
    }
    tick(time, counts);
  }
}

/** Whole events after `from`, until and including `to`. */
export function countBetween(scrape: Scrape, life: Life, seed: string, rate: OverTime, { from, to }: Interval): number {
  let before = 0;
  let until = 0;
  eachTick(scrape, life, seed, [rate], (time, [count = 0]) => {
    if (time <= from) before = count;
    if (time <= to) until = count;
  });
  return until - before;
}

/** Passes on what scrapes see. Marks the series stale at the first scrape that no longer finds it. */
export function exposed(
  scrape: Scrape,
  life: Life,
  sample: Parameters<SampleSeries["visit"]>[0],
): (time: Seconds, value: SampleValue) => void {
  const lived = lifeIn(scrape, life);
  const hidden = scrape.outages ?? [];
  let seen = false;
  return (time, value) => {
    const visible = contains(lived, time) && !hidden.some((outage) => contains(outage, time));
    if (visible) sample(time, value);
    else if (seen) sample(time, STALE);
    seen = visible;
  };
}

function lifeIn(scrape: Scrape, life: Life): Interval {
  return { from: life.born ?? scrape.from, to: life.gone ?? scrape.to };
}

function contains({ from, to }: Interval, time: Seconds): boolean {
  return time >= from && time <= to;
}

/** Mulberry32: numbers from 0 to 1 that are the same for the same seed. */
function chanceFrom(seed: string): () => number {
  let state = hash(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
