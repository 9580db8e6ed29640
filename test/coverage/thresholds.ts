import { matchesGlob } from "node:path";
import type { CoveredFile } from "./lines.ts";

/** At least these percent of lines. */
export const THRESHOLDS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["alerts", "cli", "dashboards", "foundation", "local", "runbooks", "service", "slo"].map((room) => [
      `${room}/**`,
      80,
    ]),
  ),
  // Signing in, from intake to commit, the outbox, taking back: no line that no test has run.
  "service/sign-in/*": 100,
  "service/sync/rollback.ts": 100,
  "alerts/intake/*": 100,
  "alerts/outbox/*": 100,
};

/** How much of a group of files is covered. */
export interface Share {
  readonly files: string;
  readonly lines: number;
  readonly missed: number;
  /** Those with lines that nothing ran. */
  readonly missedIn: readonly CoveredFile[];
  /** Percent. */
  readonly least: number;
  readonly isEnough: boolean;
}

/** What is covered of each group that has a threshold. A group of no lines is wrong: its name is. */
export function shares(
  files: readonly CoveredFile[],
  thresholds: Readonly<Record<string, number>> = THRESHOLDS,
): Share[] {
  return Object.entries(thresholds).map(([pattern, least]) => {
    const group = files.filter(({ path }) => matchesGlob(path, pattern));
    const lines = group.reduce((sum, file) => sum + file.lines, 0);
    const missed = group.reduce((sum, file) => sum + file.missed.length, 0);
    const missedIn = group.filter((file) => file.missed.length > 0);
    return {
      files: pattern,
      lines,
      missed,
      missedIn,
      least,
      isEnough: lines > 0 && (lines - missed) * 100 >= least * lines,
    };
  });
}
