import { Temporal } from "temporal-polyfill";

const NANOSECONDS_PER_MS = 1_000_000;

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  try {
    // Temporal would take a whole date for its zone.
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How far the zone's clocks are ahead of UTC at a moment (Unix milliseconds), in milliseconds. */
export function offsetAt(timeZone: string, at: number): number {
  return clockAt(timeZone, at).offsetNanoseconds / NANOSECONDS_PER_MS;
}

/**
 * The moments (Unix milliseconds, ascending) at which the zone's clocks show a local time. None when clocks skip it, two when they
 * are put back and show it twice.
 */
export function momentsOf(timeZone: string, local: Temporal.PlainDateTime): number[] {
  const moments = (["earlier", "later"] as const)
    .map((disambiguation) => local.toZonedDateTime(timeZone, { disambiguation }))
    .filter((moment) => moment.toPlainDateTime().equals(local));
  return [...new Set(moments.map(({ epochMilliseconds }) => epochMilliseconds))];
}

/**
 * The first and the last moment (Unix milliseconds) at which the zone's clocks show a local time. Where they skip it, both are the
 * moment at which they are put forward over it.
 */
export function showingsOf(
  timeZone: string,
  local: Temporal.PlainDateTime,
): { readonly isShown: boolean; readonly first: number; readonly last: number } {
  const [first, last = first] = momentsOf(timeZone, local);
  if (first !== undefined && last !== undefined) return { isShown: true, first, last };
  const before = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const put = before.getTimeZoneTransition("next")?.epochMilliseconds ?? before.epochMilliseconds;
  return { isShown: false, first: put, last: put };
}

/** The first moment after `from`, and not after `to`, from which clocks are put forward or back. */
export function firstChange(timeZone: string, from: number, to: number): number | undefined {
  const change = clockAt(timeZone, from).getTimeZoneTransition("next")?.epochMilliseconds;
  return change !== undefined && change <= to ? change : undefined;
}

/** What the zone's clocks show at a moment (Unix milliseconds). */
export function clockAt(timeZone: string, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}
