const DAY_MS = 86_400_000;

/** A moment that a source told, and what was odd about it. */
export interface Moment {
  /** Unix milliseconds, whole, and at most a day ahead of the receipt. */
  readonly at: number;
  readonly oddity?: string;
}

/**
 * When something began, as it was told: an RFC 3339 time with any number of digits, or Unix seconds. What was not told, cannot
 * be read or lies more than a day ahead is the moment of receipt. Clocks that differ by less are everyday, and a start tells
 * one episode from another: it stays as it was told. Zero, also Go's, is not told.
 */
export function beginning(told: unknown, receivedAt: number): Moment {
  const at = momentOf(told);
  if (told === undefined || told === null || told === "" || at <= 0) return { at: receivedAt };
  if (Number.isNaN(at)) return { at: receivedAt, oddity: "is no time: the moment of receipt stands in its place" };
  if (at - receivedAt < DAY_MS) return { at };
  return { at: receivedAt, oddity: "lies in the future: the moment of receipt stands in its place" };
}

/** When something ended, as it was told; undefined when that was not told or cannot be. */
export function ending(told: unknown, receivedAt: number): number | undefined {
  const at = momentOf(told);
  return at > 0 && at - receivedAt < DAY_MS ? at : undefined;
}

/** Whether an end was told that has passed. */
export function hasEnded(told: unknown, receivedAt: number): boolean {
  const at = momentOf(told);
  return at > 0 && at <= receivedAt;
}

function momentOf(told: unknown): number {
  if (typeof told === "number") return Math.floor(told * 1_000);
  return typeof told === "string" ? Date.parse(told) : Number.NaN;
}
