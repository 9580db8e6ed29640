import Big from "big.js";
import { DAY, MINUTE } from "../promql/duration.ts";

/** The share of good events that is promised. Decimals are exact: 99.9 % leaves a budget of 0.001, never 0.0009999999999999432. */
export interface Objective {
  /** As people write it: `99.9%`. */
  readonly text: string;
  /** Between 0 and 1, both excluded. */
  readonly ratio: Big;
  /** 1 - ratio: the share of events that may be bad. */
  readonly errorBudget: Big;
}

const SYNTAX = /^(\d{1,3}(?:\.\d{1,10})?)\s?%$/;

/** Reads `99.9%`. Undefined when `text` is no percentage above 0 and below 100. */
export function parseObjective(text: string): Objective | undefined {
  const digits = SYNTAX.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const ratio = new Big(digits).div(100);
  if (ratio.lte(0) || ratio.gte(1)) return undefined;
  return { text: `${new Big(digits).toFixed()}%`, ratio, errorBudget: new Big(1).minus(ratio) };
}

/** Whether an SLO can promise over this rolling period (milliseconds): shorter than a day holds no page, longer than 90 d says nothing about today. */
export function isPeriod(period: number): boolean {
  return period >= DAY && period <= 90 * DAY && period % MINUTE === 0;
}
