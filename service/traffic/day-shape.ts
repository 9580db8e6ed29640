const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Journeys per second in the busiest minutes of a normal day. */
export const NORMAL_PEAK = 20;
/** Taiwan has no summer time. */
const TAIPEI_OFFSET_MS = 8 * HOUR_MS;

/**
 * How busy each hour of a day in Taiwan is, as a share of the busiest: gas runs out while people cook. The office opens
 * at 8, restaurants order before lunch, families before dinner; after midnight almost nobody calls.
 */
const HOURS = [
  0.004, 0.002, 0.001, 0.001, 0.002, 0.02, 0.12, 0.3, 0.55, 0.75, 0.9, 0.8, 0.45, 0.4, 0.5, 0.65, 0.85, 1, 0.95, 0.6,
  0.35, 0.18, 0.06, 0.015,
] as const;

/** The share of the peak at a Unix time in milliseconds, 0 to 1, without steps between the hours. */
export function shareOfPeak(now: number): number {
  const hour = ((now + TAIPEI_OFFSET_MS) / HOUR_MS) % 24;
  // An hour's value holds at its middle.
  const before = Math.floor(hour - 0.5);
  const share = hour - 0.5 - before;
  return at(before) * (1 - share) + at(before + 1) * share;
}

/** A clock whose day in Taipei begins at a time (minutes after midnight) and passes `speed` times as fast, counted from `from`. */
export function shapeClock({ from, at, speed }: { from: number; at: number | undefined; speed: number }) {
  const midnight = Math.floor((from + TAIPEI_OFFSET_MS) / DAY_MS) * DAY_MS - TAIPEI_OFFSET_MS;
  const start = at === undefined ? from : midnight + at * MINUTE_MS;
  return (now: number): number => start + (now - from) * speed;
}

function at(hour: number): number {
  return HOURS[(hour + 24) % 24] ?? 0;
}
