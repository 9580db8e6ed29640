import Big from "big.js";

/** What a histogram of times counts in, with how many of it a millisecond is. */
const PER_MILLISECOND = { s: "0.001", ms: "1", us: "1000", ns: "1000000" } as const;

export type TimeUnit = keyof typeof PER_MILLISECOND;

export const TIME_UNITS: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

/** How names end that say their unit (https://prometheus.io/docs/practices/naming/#base-units, and what exporters write besides). */
const SUFFIXES: Readonly<Record<string, TimeUnit>> = {
  seconds: "s",
  milliseconds: "ms",
  millis: "ms",
  ms: "ms",
  microseconds: "us",
  micros: "us",
  us: "us",
  nanoseconds: "ns",
  nanos: "ns",
  ns: "ns",
};

/** The unit that a metric's name ends in; undefined when it ends in none of time. */
export function unitOfName(metric: string): TimeUnit | undefined {
  return SUFFIXES[metric.slice(metric.lastIndexOf("_") + 1)];
}

/** A time (milliseconds) as a histogram of that unit counts it. */
export function inUnit(milliseconds: number, unit: TimeUnit): Big {
  return new Big(milliseconds).times(PER_MILLISECOND[unit]);
}
