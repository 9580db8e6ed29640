import Big from "big.js";
import { DAY, formatDuration, HOUR, MINUTE, SECOND } from "../promql/duration.ts";

/*
 * Numbers as people read them, in pages, mails, console, command line and dashboards: no exponent, about four digits, never nothing
 * for something. Prometheus prints live values itself, from the same steps (targets/prometheus/figure-template.ts).
 */

/** How a value is printed where that has a sensible form: as Go's `%.1f` or `%.4g`, or as Prometheus' `humanizePercentage`. */
export type Digits = "one decimal" | "four digits" | "share in percent";

/** How values up to a limit are said: in words, or in digits. */
export interface Step {
  /** `below` leaves the limit itself out. */
  readonly to: "below" | "at most";
  readonly limit: number;
  readonly said: Digits | { readonly words: string };
}

/** How a live value is said at every size. */
export interface Figure {
  /** Ascending; the first that a value falls under. */
  readonly steps: readonly Step[];
  readonly unit: "%" | "x";
  /** What is said when there is no value. */
  readonly otherwise: string;
}

const words = (text: string): Step["said"] => ({ words: text });

/** The error budget that is left, in percent of the whole: below 0 when more is spent than there was. */
export const BUDGET_LEFT: Figure = {
  steps: [
    { to: "below", limit: -999, said: words("under -999%") },
    { to: "below", limit: -0.05, said: "one decimal" },
    { to: "below", limit: 0, said: words("under 0%") },
    { to: "at most", limit: 0, said: words("0%") },
    { to: "below", limit: 0.05, said: words("under 0.1%") },
    { to: "below", limit: 99.95, said: "one decimal" },
    { to: "below", limit: 100, said: words("over 99.9%") },
    { to: "at most", limit: 100, said: words("100%") },
  ],
  unit: "%",
  otherwise: "not known yet",
};

/** Bad events as a share of all, or of the period's mean traffic, of which there may be many times as many. */
export const ERROR_RATIO: Figure = {
  steps: [
    { to: "at most", limit: 0, said: words("0%") },
    { to: "below", limit: 0.000001, said: words("under 0.0001%") },
    { to: "below", limit: 99.99, said: "share in percent" },
    { to: "at most", limit: Number.POSITIVE_INFINITY, said: words("over 9999%") },
  ],
  unit: "%",
  otherwise: "no events",
};

/** How fast a budget burns. */
const BURN_RATE: Figure = {
  steps: [
    { to: "at most", limit: 0, said: words("0x") },
    { to: "below", limit: 0.01, said: words("under 0.01x") },
    { to: "below", limit: 9999, said: "four digits" },
    { to: "at most", limit: Number.POSITIVE_INFINITY, said: words("over 9999x") },
  ],
  unit: "x",
  otherwise: "no events",
};

/** What is left of a budget, from its share of the whole. */
export function budgetLeftText(share: number | undefined): string {
  return say(BUDGET_LEFT, share === undefined ? undefined : 100 * share);
}

/** A live share of bad events. */
export function errorRatioText(ratio: number | undefined): string {
  return say(ERROR_RATIO, ratio);
}

/** A live burn rate: `14.4x`. */
export function burnRateText(rate: number | undefined): string {
  return say(BURN_RATE, rate);
}

function say({ steps, unit, otherwise }: Figure, value = Number.NaN): string {
  const step = steps.find(({ to, limit }) => (to === "below" ? value < limit : value <= limit));
  if (step === undefined) return otherwise;
  if (typeof step.said === "object") return step.said.words;
  // As Go rounds: what is exactly between two is the even one.
  const exact = new Big((step.said === "share in percent" ? value * 100 : value).toPrecision(100));
  const digits =
    step.said === "one decimal"
      ? exact.round(1, Big.roundHalfEven).toFixed(1)
      : exact.prec(4, Big.roundHalfEven).toFixed();
  return `${digits}${unit}`;
}

/** A share that was written or follows from what was: `1.44%`. Exact to so many digits. */
export function percentText(ratio: Big, digits = 4): string {
  return `${decimal(ratio.times(100), digits)}%`;
}

/** An objective as people write it, from its recorded number: `99.99999%`. */
export function objectiveText(ratio: number): string {
  return Number.isFinite(ratio) ? percentText(new Big(ratio), 15) : "not known yet";
}

/** A number that was written, or follows from what was, to so many digits and never with an exponent. */
export function decimal(value: Big, digits = 4): string {
  return value.c.length <= digits ? value.toFixed() : value.prec(digits).toFixed();
}

/** As many digits, from four on, as it takes to tell different numbers apart; more than twelve nobody compares. */
export function tellingDigits(values: readonly Big[]): number {
  const isTelling = (digits: number) => {
    const said = new Map<string, Big>();
    return values.every((value) => {
      const text = decimal(value, digits);
      const same = said.get(text) ?? value;
      said.set(text, value);
      return same.eq(value);
    });
  };
  let digits = 4;
  while (digits < 12 && !isTelling(digits)) digits++;
  return digits;
}

/** How many, whole or not: `43,200`, `0.1`. */
export function countText(count: Big): string {
  const [whole = "", fraction] = decimal(count, 5).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** How long (milliseconds), to the unit below the largest: `43m12s`, `6h19m`. Nothing that lasts is said to last no time. */
export function durationText(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 1) return "under 1ms";
  const unit = milliseconds >= DAY ? HOUR : milliseconds >= HOUR ? MINUTE : milliseconds >= MINUTE ? SECOND : 1;
  return formatDuration(Math.round(milliseconds / unit) * unit);
}

/** How units are written behind a number. */
export type AgeUnits = Readonly<Record<"d" | "h" | "min" | "s" | "ms", string>>;

export const ENGLISH_UNITS: AgeUnits = { d: " d", h: " h", min: " min", s: " s", ms: " ms" };

const AGE_UNITS = [
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", SECOND],
  ["ms", 1],
] as const;

/** How long (milliseconds) something has lasted or is waited for, in a sentence: its two largest units, `1 h 30 min`. */
export function ageText(milliseconds: number, units: AgeUnits = ENGLISH_UNITS): string {
  const smallest = milliseconds < SECOND ? 1 : SECOND;
  let rest = Math.max(0, Math.floor(milliseconds / smallest) * smallest);
  const first = AGE_UNITS.findIndex(([, size]) => rest >= size);
  if (first === -1) return `0${units.s}`;
  const parts = AGE_UNITS.slice(first, first + 2).flatMap(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count}${units[name]}`];
  });
  return parts.join(" ");
}
