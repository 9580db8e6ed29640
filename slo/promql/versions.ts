/** Major and minor. */
export type PrometheusVersion = readonly [major: number, minor: number];

interface Introduction {
  readonly since: PrometheusVersion;
  /** Only with `--enable-feature=promql-experimental-functions`, in every version that has it so far. */
  readonly isExperimental: boolean;
}

const stable = (major: number, minor: number): Introduction => ({ since: [major, minor], isExperimental: false });
const experimental = (major: number, minor: number): Introduction => ({ since: [major, minor], isExperimental: true });

/** The oldest version that anything is compiled for: Debian 12's. What is named nowhere below is in it. */
export const OLDEST: PrometheusVersion = [2, 42];

/** Functions and aggregations that came later, read from promql/parser of every release from 2.42 to 3.16. */
const INTRODUCED: Readonly<Record<string, Introduction>> = {
  histogram_stddev: stable(2, 47),
  histogram_stdvar: stable(2, 47),
  mad_over_time: experimental(2, 49),
  sort_by_label: experimental(2, 49),
  sort_by_label_desc: experimental(2, 49),
  histogram_avg: stable(2, 51),
  limitk: experimental(2, 54),
  limit_ratio: experimental(2, 54),
  info: experimental(2, 55),
  double_exponential_smoothing: experimental(3, 0),
  ts_of_last_over_time: experimental(3, 5),
  ts_of_max_over_time: experimental(3, 5),
  ts_of_min_over_time: experimental(3, 5),
  first_over_time: stable(3, 14),
  ts_of_first_over_time: experimental(3, 7),
  histogram_quantiles: experimental(3, 11),
  range: experimental(3, 12),
  step: experimental(3, 12),
  max_of: experimental(3, 13),
  min_of: experimental(3, 13),
  start_timestamp: experimental(3, 14),
};

/** When a function or an aggregation came; undefined for one that the oldest has. */
export function introductionOf(name: string): Introduction | undefined {
  return Object.hasOwn(INTRODUCED, name) ? INTRODUCED[name] : undefined;
}

export function printVersion([major, minor]: PrometheusVersion): string {
  return `${major}.${minor}`;
}

export function isBefore([major, minor]: PrometheusVersion, other: PrometheusVersion): boolean {
  return major < other[0] || (major === other[0] && minor < other[1]);
}
