/** What a clock on the wall shows, read off a formatted text: another way than the router's. */
export interface WallClock {
  /** Days since 1 January 1970 of the date that it shows. */
  readonly day: number;
  /** ISO, 1 is Monday. */
  readonly weekday: number;
  /** Minutes after midnight that it shows. */
  readonly minute: number;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Reads the clock of a zone at moments (Unix milliseconds). */
export function wallClockOf(timeZone: string): (at: number) => WallClock {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return {
      day: Date.UTC(Number(parts["year"]), Number(parts["month"]) - 1, Number(parts["day"])) / 86_400_000,
      weekday: WEEKDAYS.indexOf(parts["weekday"] ?? "") + 1,
      minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
    };
  };
}

/** Zones and the moments at which their clocks are put forward or back; some at midnight, by half an hour, or by a whole day. */
export const CLOCK_CHANGES = [
  ["Asia/Taipei", "2026-11-20T00:00:00Z"],
  ["America/New_York", "2026-03-08T07:00:00Z"],
  ["America/New_York", "2026-11-01T06:00:00Z"],
  ["Europe/London", "2026-03-29T01:00:00Z"],
  ["Europe/London", "2026-10-25T01:00:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
  ["Africa/Casablanca", "2026-02-15T02:00:00Z"],
  ["Africa/Cairo", "2026-04-23T22:00:00Z"],
  ["Africa/Cairo", "2026-10-29T21:00:00Z"],
  ["Asia/Beirut", "2026-10-24T21:00:00Z"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z"],
] as const;
