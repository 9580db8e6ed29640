/** Durations as Prometheus writes them (`30s`, `1h30m`, `7d`), held as whole milliseconds. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Largest first; the order Prometheus requires (https://prometheus.io/docs/prometheus/latest/querying/basics/#time-durations). */
const UNITS: readonly (readonly [name: string, milliseconds: number])[] = [
  ["y", 365 * DAY],
  ["w", 7 * DAY],
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", SECOND],
  ["ms", 1],
];

const SYNTAX = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Milliseconds of a Prometheus duration; undefined when `text` is none or is longer than can be counted exactly. */
export function parseDuration(text: string): number | undefined {
  const match = text === "" ? null : SYNTAX.exec(text);
  if (match === null) return undefined;
  const milliseconds = UNITS.reduce((sum, [, unit], index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
  return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

/** The shortest exact form in days and smaller units: `90d`, `1h30m`, `50ms`. Years and weeks are not written: people count windows in days. */
export function formatDuration(milliseconds: number): string {
  let rest = milliseconds;
  let text = "";
  for (const [name, unit] of UNITS) {
    if (unit > DAY) continue;
    const count = Math.floor(rest / unit);
    if (count > 0) text += `${count}${name}`;
    rest -= count * unit;
  }
  return text === "" ? "0s" : text;
}
