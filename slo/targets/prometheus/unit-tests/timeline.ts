/** A stretch of an incident: how long, and which share of its events is bad. */
export interface Phase {
  readonly minutes: number;
  readonly errorRatio: number;
  /** Events per scrape; 0 is an idle service. */
  readonly traffic: number;
  /** Nothing is scraped at all. */
  readonly isGone?: true;
}

/** How one input series moves: by how much a counter grows at each scrape of a phase, or which value a gauge has; undefined while unborn. */
export type PerScrape = (phase: Phase) => number | undefined;

/** A counter in promtool's expanding notation. It is missing until it first has something to count, as real series are. */
export function counterValues(phases: readonly Phase[], scrapeSeconds: number, increments: PerScrape): string {
  let value = 0;
  let born = false;
  return phases
    .map((phase) => {
      const scrapes = Math.round((phase.minutes * 60) / scrapeSeconds);
      const increment = increments(phase);
      if (phase.isGone || (increment === undefined && !born)) return `_x${scrapes}`;
      born = true;
      const step = increment ?? 0;
      const first = value + step;
      value += step * scrapes;
      return `${decimal(first)}+${decimal(step)}x${scrapes - 1}`;
    })
    .join(" ");
}

/** A gauge in promtool's expanding notation. */
export function gaugeValues(phases: readonly Phase[], scrapeSeconds: number, values: PerScrape): string {
  return phases
    .map((phase) => {
      const scrapes = Math.round((phase.minutes * 60) / scrapeSeconds);
      const value = values(phase);
      return phase.isGone || value === undefined ? `_x${scrapes}` : `${decimal(value)}+0x${scrapes - 1}`;
    })
    .join(" ");
}

function decimal(value: number): string {
  return String(Number(value.toFixed(6)));
}
