const DAY_MS = 86_400_000;

/** To make a format takes a hundred times longer than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How far the zone's clocks are ahead of UTC at a moment (Unix milliseconds), in milliseconds. */
export function offsetAt(timeZone: string, at: number): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const date = Date.UTC(part("year"), part("month") - 1, part("day"));
  const time = (part("hour") * 3600 + part("minute") * 60 + part("second")) * 1000;
  return date + time - Math.floor(at / 1000) * 1000;
}

/**
 * The moments (Unix milliseconds, ascending) at which the zone's clocks show a local time, given as the moment at which UTC shows it.
 * None when clocks skip it, two when they are put back and show it twice.
 */
export function momentsOf(timeZone: string, local: number): number[] {
  const offsets = new Set([offsetAt(timeZone, local - DAY_MS), offsetAt(timeZone, local + DAY_MS)]);
  return Array.from(offsets, (offset) => local - offset)
    .filter((moment) => moment + offsetAt(timeZone, moment) === local)
    .sort((a, b) => a - b);
}

/** The first moment after `from`, and not after `to`, from which clocks are put forward or back. */
export function firstChange(timeZone: string, from: number, to: number): number | undefined {
  const offset = offsetAt(timeZone, from);
  for (let before = from; before < to; before += DAY_MS) {
    const after = Math.min(before + DAY_MS, to);
    if (offsetAt(timeZone, after) !== offset) return bisect(timeZone, before, after, offset);
  }
  return undefined;
}

function bisect(timeZone: string, before: number, after: number, offset: number): number {
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timeZone, format);
  return format;
}
