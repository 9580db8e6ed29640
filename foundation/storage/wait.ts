/**
 * A wait that is kept for longer than a process lives. It says when it began besides when it ends: one that has not begun
 * yet tells of a clock that was put back since. How much of it is left nobody can say then, so it is over: sooner is
 * better than hours late. Both are Unix milliseconds.
 */
export interface Wait {
  readonly since: number;
  readonly until: number;
}

/** Processes that share a database agree on the time within this. A smaller step back makes a wait longer by as much. */
export const CLOCKS_AGREE_WITHIN_MS = 1_000;

/** Whether nothing has to be waited for any more. */
export function isOver({ since, until }: Wait, now: number): boolean {
  return until <= now || since > now + CLOCKS_AGREE_WITHIN_MS;
}

/** The same as a condition of SQL. The wait's ends and `now` are expressions of SQL. */
export function isOverSql({ since, until }: Readonly<Record<keyof Wait, string>>, now: string): string {
  // PostgreSQL takes a parameter that it first meets beside a number for a short one.
  const at = `CAST(${now} AS BIGINT)`;
  return `(${until} <= ${at} OR ${since} > ${at} + ${CLOCKS_AGREE_WITHIN_MS})`;
}

/** A wait of a fixed length, of which only one end is kept. */
export const waitFrom = (since: number, ms: number): Wait => ({ since, until: since + ms });
