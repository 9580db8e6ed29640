import fc from "fast-check";

/*
 * Any PromQL that is of the right types, newer functions and rare modifiers included. Depth is bounded: what an engine takes is
 * decided node by node.
 */

const OF_A_VECTOR = [
  ...[
    "abs",
    "absent",
    "ceil",
    "exp",
    "floor",
    "ln",
    "log2",
    "sgn",
    "sort",
    "sort_desc",
    "sqrt",
    "timestamp",
    "atanh",
    "cos",
  ],
  ...["histogram_avg", "histogram_count", "histogram_stddev", "histogram_sum", "round", "hour", "day_of_year", "info"],
  ...["sort_by_label", "start_timestamp"],
];
const OF_A_RANGE = [
  ...[
    "rate",
    "irate",
    "increase",
    "delta",
    "idelta",
    "deriv",
    "changes",
    "resets",
    "absent_over_time",
    "avg_over_time",
  ],
  ...["count_over_time", "first_over_time", "last_over_time", "mad_over_time", "max_over_time", "present_over_time"],
  ...["stddev_over_time", "sum_over_time", "ts_of_max_over_time"],
];
const AGGREGATIONS = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "SUM"];
const WITH_A_NUMBER = ["topk", "bottomk", "quantile", "limitk", "limit_ratio"];

const name = fc.constantFrom(
  "a_total",
  "b:c:d",
  "up",
  "seconds_bucket",
  "by",
  "offset",
  "inf",
  "nan",
  "sum",
  "on",
  "start",
  "fill",
  "smoothed",
  "limitk",
  "step",
  "and",
  "bool",
  "atan2",
);
const label = fc.constantFrom("code", "region", "le", "bool", "without", "end");
const groupingLabel = fc.oneof({ weight: 5, arbitrary: label }, fc.constantFrom("inf", "on", "sum"));
const labels = fc.uniqueArray(groupingLabel, { maxLength: 3 }).map((all) => all.join(", "));
const duration = fc.constantFrom("5m", "1h30m", "30s", "1d", "$window");
const number = fc.constantFrom("0", "1", "-1", "0.5", "1e3", "1m", "0x1f", "Inf", "NaN", "1_000", "$window", ".5");
const matcher = fc
  .tuple(label, fc.constantFrom("=", "!=", "=~", "!~"), fc.constantFrom('""', '"x"', "'5..'", '"a\\\\.b|c"', "`r\\d`"))
  .map((parts) => parts.join(""));
const selector = fc
  .tuple(name, fc.array(matcher, { maxLength: 2 }))
  .map(([metric, matchers]) => (matchers.length === 0 ? metric : `${metric}{${matchers.join(", ")}}`));
const modifier = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  duration.map((by) => ` offset ${by}`),
  fc.constantFrom(" offset -5m", " @ 1600000000", " @ start()", " @ end() offset 5m", " offset 1h @ end()"),
);
const operator = fc.constantFrom("+", "-", "*", "/", "%", "^", "atan2");
const comparison = fc.constantFrom("==", "!=", "<", ">", "<=", ">=", "== bool", "> bool");
const set = fc.constantFrom("and", "or", "unless", "AND");
const joined = fc
  .tuple(
    fc.constantFrom("on", "ignoring"),
    labels,
    fc.constantFrom("", "group_left ()", "group_right (region)", "group_left"),
  )
  .map(([word, by, group]) => `${word} (${by}) ${group}`);

const { vector } = fc.letrec<{ vector: string; range: string; scalar: string }>((tie) => ({
  scalar: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    number,
    tie("vector").map((of) => `scalar(${of})`),
    fc.constantFrom("time()", "pi()"),
    fc.tuple(tie("scalar"), operator, tie("scalar")).map(([left, sign, right]) => `(${left} ${sign} ${right})`),
  ),
  range: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(selector, duration, modifier).map(([of, length, at]) => `${of}[${length}]${at}`),
    fc
      .tuple(tie("vector"), duration, fc.constantFrom("", "1m"), modifier)
      .map(([of, length, step, at]) => `(${of})[${length}:${step}]${at}`),
  ),
  vector: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(selector, modifier).map((parts) => parts.join("")),
    fc.tuple(fc.constantFrom(...OF_A_VECTOR), tie("vector")).map(([call, of]) => `${call}(${of})`),
    fc.tuple(fc.constantFrom(...OF_A_RANGE), tie("range")).map(([call, of]) => `${call}(${of})`),
    fc.tuple(tie("scalar"), tie("range")).map(([part, of]) => `quantile_over_time(${part}, ${of})`),
    fc.tuple(tie("range"), tie("scalar")).map(([of, after]) => `predict_linear(${of}, ${after})`),
    fc
      .tuple(fc.constantFrom(...AGGREGATIONS), fc.constantFrom("by", "without"), labels, tie("vector"))
      .map(([call, word, by, of]) => `${call} ${word} (${by}) (${of})`),
    fc
      .tuple(fc.constantFrom(...AGGREGATIONS), tie("vector"), labels)
      .map(([call, of, by]) => `${call}(${of}) by (${by})`),
    fc
      .tuple(fc.constantFrom(...WITH_A_NUMBER), tie("scalar"), tie("vector"))
      .map(([call, of, what]) => `${call}(${of}, ${what})`),
    fc.tuple(tie("vector"), operator, tie("vector")).map(([left, sign, right]) => `${left} ${sign} ${right}`),
    fc
      .tuple(tie("vector"), fc.oneof(operator, comparison), joined, tie("vector"))
      .map(([left, sign, on, right]) => `(${left}) ${sign} ${on} (${right})`),
    fc
      .tuple(tie("vector"), fc.oneof(operator, comparison), tie("scalar"))
      .map(([left, sign, right]) => `(${left}) ${sign} ${right}`),
    fc
      .tuple(tie("vector"), set, fc.constantFrom("", "on (code)", "ignoring (le)"), tie("vector"))
      .map(([left, sign, on, right]) => `(${left}) ${sign} ${on} (${right})`),
    tie("vector").map((of) => `label_replace(${of}, "dst", "$1", "src", "(.*)")`),
    tie("vector").map((of) => `label_join(${of}, "dst", "-", "a", "b")`),
    fc.tuple(tie("scalar"), tie("vector")).map(([part, of]) => `histogram_quantile(${part}, ${of})`),
    fc.tuple(tie("vector"), tie("scalar")).map(([of, least]) => `clamp_min(${of}, ${least})`),
    tie("scalar").map((of) => `vector(${of})`),
    tie("vector").map((of) => `-(${of})`),
    tie("vector").map((of) => `(${of})`),
    fc.tuple(operator, tie("vector")).map(([sign, of]) => `${of} ${sign} bool ${of}`),
  ),
}));

export const anyPromql = vector;
