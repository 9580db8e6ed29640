import type { GaugeName, LabelsOf } from "./metrics.ts";

/** Reads a gauge when it is scraped: one entry for each set of label values. */
export interface GaugeReading<Name extends GaugeName = GaugeName> {
  readonly name: Name;
  /** Rejects when the value cannot be known; the gauge is then absent from that scrape. */
  readonly read: () => Promise<ReadonlyArray<readonly [LabelsOf<Name>, number]>>;
}
