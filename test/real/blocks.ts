import { rmSync } from "node:fs";
import { writeOpenMetrics } from "./open-metrics.ts";
import { run } from "./promtool.ts";
import type { SampleSeries } from "./sample-series.ts";

// Hidden in promtool 2.42. It reads the whole text once per block, and with the default of 2 h a month has 360.
const ONE_BLOCK = "--max-block-duration=100000h";

/** Turns series into Prometheus blocks in `folder`, by promtool. Stale markers and native histograms cannot go this way. */
export async function writeBlocks(folder: string, series: Iterable<SampleSeries>): Promise<void> {
  const text = `${folder}.openmetrics`;
  writeOpenMetrics(text, series);
  try {
    await run("promtool", ["tsdb", "create-blocks-from", "openmetrics", "--quiet", ONE_BLOCK, text, folder]);
  } finally {
    rmSync(text);
  }
}
