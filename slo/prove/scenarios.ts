import { DAY, HOUR, MINUTE } from "../promql/duration.ts";
import { EventMinutes, type Minute } from "./event-minutes.ts";

/** A history that was made up, and the minutes in which verdicts on it are worth comparing. */
export interface Scenario {
  readonly name: string;
  readonly history: EventMinutes;
  /** The minute from which it is told how long something took. */
  readonly begins: number;
  readonly from: number;
  readonly to: number;
}

/** A stretch of minutes in which something is otherwise. */
interface Trouble {
  readonly name: string;
  /** Minutes from the beginning of the day on which it begins. */
  readonly start: number;
  readonly length: number;
  /** The share of bad events, or none at all. */
  readonly during: (budget: number, minute: number) => number | "idle";
}

const PER_DAY = DAY / MINUTE;
const PER_HOUR = HOUR / MINUTE;
/** Requests a minute in the middle of the day and of the night. */
const [BUSIEST, QUIETEST] = [600, 6];
/** What always fails, as a share of the error budget. */
const ALWAYS_BAD = 0.1;
/** Where in the period trouble begins: what comes before fills every window. */
const BEGINS_AT = 0.7;

/** Minutes of quiet that are looked at, too. */
const BEFORE = 30;

const TROUBLES: readonly Trouble[] = [
  { name: "outage of 30 minutes by day", start: 12 * PER_HOUR, length: 30, during: () => 1 },
  { name: "outage of 2 hours by night", start: 0, length: 2 * PER_HOUR, during: () => 1 },
  { name: "3 hours at 8 times the budget", start: 9 * PER_HOUR, length: 3 * PER_HOUR, during: (budget) => 8 * budget },
  { name: "3 days at twice the budget", start: 0, length: 3 * PER_DAY, during: (budget) => 2 * budget },
  {
    name: "4 minutes of outage every 2 hours",
    start: 0,
    length: PER_DAY,
    during: (budget, minute) => (minute % (2 * PER_HOUR) < 4 ? 1 : ALWAYS_BAD * budget),
  },
  { name: "8 hours without traffic", start: 0, length: 8 * PER_HOUR, during: () => "idle" },
];

/** Histories of one period (milliseconds) for an error budget: days that are busy and nights that are not, each with one trouble. Nothing in them is left to chance. */
export function scenarios(budget: number, period: number): Scenario[] {
  const length = Math.round(period / MINUTE);
  const day = Math.floor((length * BEGINS_AT) / PER_DAY) * PER_DAY;
  return TROUBLES.map(({ name, start, length: lasts, during }) => {
    const from = Math.min(day + start, length - 1);
    const until = Math.min(from + lasts, length);
    const minutes = Array.from({ length }, (_, minute): Minute => {
      const total = trafficAt(minute);
      const share = minute >= from && minute < until ? during(budget, minute - from) : ALWAYS_BAD * budget;
      if (share === "idle") return { total: 0, bad: 0, isSeen: true };
      return { total, bad: total * Math.min(1, share), isSeen: true };
    });
    return { name, history: new EventMinutes(minutes), begins: from, from: Math.max(0, from - BEFORE), to: length };
  });
}

/** Busiest at noon, quietest at midnight. */
function trafficAt(minute: number): number {
  const hourly = (1 - Math.cos((2 * Math.PI * (minute % PER_DAY)) / PER_DAY)) / 2;
  return QUIETEST * (BUSIEST / QUIETEST) ** hourly;
}
