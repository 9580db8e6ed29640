import { closeSync, openSync, writeSync } from "node:fs";
import { type Labels, type SampleSeries, STALE } from "./sample-series.ts";

const WRITE_AT_CHARACTERS = 1 << 20;

/**
 * Writes series as OpenMetrics text with timestamps, a megabyte at a time, and returns the number of samples.
 * OpenMetrics has no word for stale: those samples are left out, so instant selectors see a series 5 minutes longer than it lived.
 */
export function writeOpenMetrics(path: string, series: Iterable<SampleSeries>): number {
  const file = openSync(path, "w");
  let samples = 0;
  let text = "";
  try {
    for (const { labels, visit } of series) {
      const identity = seriesText(labels);
      visit((time, value) => {
        if (value === STALE) return;
        if (typeof value !== "number") throw new Error("OpenMetrics has no native histograms: use remote write");
        text += `${identity} ${numberText(value)} ${Math.round(time * 1000) / 1000}\n`;
        samples++;
        if (text.length >= WRITE_AT_CHARACTERS) {
          writeSync(file, text);
          text = "";
        }
      });
    }
    writeSync(file, `${text}# EOF\n`);
  } finally {
    closeSync(file);
  }
  return samples;
}

/** `name{a="b"}` as the exposition formats write it. */
function seriesText(labels: Labels): string {
  const pairs = Object.entries(labels)
    .filter(([name, value]) => name !== "__name__" && value !== "")
    .map(([name, value]) => `${name}="${escaped(value)}"`);
  return `${labels["__name__"] ?? ""}{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
