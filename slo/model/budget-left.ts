/** What is said of a budget of which nothing is known. */
export const BUDGET_UNKNOWN = "not known yet";

/** How Go and Prometheus' templates are told to print it: percent with one decimal. */
export const BUDGET_FORMAT = "%.1f";

/**
 * The error budget that is left as pages, mail, console and dashboards all say it: percent of the whole with one decimal, below
 * 0 when more is spent than there was. Prints what Go's `%.1f` prints, which takes the even one of two that are as near.
 */
export function budgetLeftText(share: number | undefined): string {
  if (share === undefined) return BUDGET_UNKNOWN;
  const tenths = 100 * share * 10;
  const isTie = Math.abs(tenths % 1) === 0.5 && tenths / 10 === 100 * share;
  const text = isTie ? (2 * Math.round(tenths / 2)) / 10 : 100 * share;
  return `${text.toFixed(1)}%`;
}
