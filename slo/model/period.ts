import { DAY, MINUTE } from "../promql/duration.ts";

/** Whether an SLO can promise over this rolling period (milliseconds): shorter than a day holds no page, longer than 90 d says nothing about today. */
export function isPeriod(period: number): boolean {
  return period >= DAY && period <= 90 * DAY && period % MINUTE === 0;
}
