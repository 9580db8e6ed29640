import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "../cli/table.ts";
import { parseDuration } from "../slo/promql/duration.ts";
import { compileInto } from "../test/real/compile.ts";
import { type Evaluated, evaluateRules } from "../test/real/evaluate-rules.ts";
import { type Rule, readRuleFiles } from "../test/real/rule-files.ts";
import { counter } from "../test/real/series.ts";

const SERIES = 200;
const DAYS = 3;
const START = Date.UTC(2026, 0, 6) / 1000;
const RANGE = { from: START, to: START + DAYS * 86_400 };
const REPEATS = 7;

const DEFINITION = `service: bench
owner: team
tier: 1
slos:
  - name: availability
    title: Requests succeed
    objective: 99.9%
    indicator: { ratio: { bad: 'requests_total{code=~"5.."}', total: requests_total } }
    alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } }
    runbook: bench
`;

/** The Workbook's rules (chapter 5): an error ratio for every window, each read from the raw series, every 30 s. */
const TEXTBOOK = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map(
  (window) => `sum(rate(requests_total{code=~"5.."}[${window}])) / sum(rate(requests_total[${window}]))`,
);

interface Cost {
  /** Both for 30 s of rule evaluation. */
  readonly samples: number;
  readonly seconds: number;
}

/** What one SLO over 200 source series costs a real Prometheus in every 30 s: our compiled rules beside the textbook's. */
export async function benchRules(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slo-bench-rules-"));
  const { paths } = await compileInto(folder, DEFINITION);
  const ruleFiles = paths.filter((path) => path.includes("/rules/"));
  const evaluated = await evaluateRules({ series: sourceSeries(), ruleFiles, range: RANGE });
  try {
    const rules = readRuleFiles(ruleFiles);
    // The slow group looks every two minutes: a quarter of its cost falls into 30 s.
    const share = (rule: Rule): number => (parseDuration("30s") ?? 0) / 1000 / rule.group.interval;
    const own = await cost(
      evaluated,
      rules.map((rule) => [rule.expression, share(rule)]),
    );
    const textbook = await cost(
      evaluated,
      TEXTBOOK.map((expression) => [expression, 1]),
    );
    const row = (what: string, { samples, seconds }: Cost): string[] => [
      what,
      Math.round(samples).toLocaleString("en-US"),
      (seconds * 1000).toFixed(2),
    ];
    const ratio = [
      `textbook / ours`,
      (textbook.samples / own.samples).toFixed(0),
      (textbook.seconds / own.seconds).toFixed(0),
    ];
    const head = ["what", "samples", "evaluation ms"];
    process.stdout.write(
      `Rules: one SLO over ${SERIES} source series at 15 s, ${DAYS} days, cost of 30 s (median of ${REPEATS} evaluations)\n`,
    );
    process.stdout.write(
      `${table(head, [row("textbook: 7 windows on the raw series", textbook), row(`ours: ${rules.length} rules`, own), ratio], new Set(head.slice(1)))}\n`,
    );
  } finally {
    await evaluated.stop();
    rmSync(folder, { recursive: true });
  }
}

/** A fifth of the series counts errors. */
function* sourceSeries() {
  for (let index = 0; index < SERIES; index += 1) {
    const code = index % 5 === 0 ? "500" : "200";
    const labels = {
      __name__: "requests_total",
      code,
      instance: `instance-${index % 20}`,
      route: `/api/${Math.floor(index / 20)}`,
    };
    yield counter(
      labels,
      { rate: () => (code === "500" ? 0.01 : 5) },
      { ...RANGE, offset: (index % 15) + 0.001 * index },
    ).series;
  }
}

/** Each expression's median cost over instant queries at the end of the range, weighted by how often it is evaluated in 30 s. */
async function cost(
  evaluated: Evaluated,
  expressions: readonly (readonly [expression: string, share: number])[],
): Promise<Cost> {
  let samples = 0;
  let seconds = 0;
  for (const [expression, share] of expressions) {
    const stats = [];
    for (let repeat = 0; repeat < REPEATS; repeat += 1)
      stats.push(await evaluated.queryStats(expression, RANGE.to - repeat * 30));
    samples += share * median(stats.map((one) => one.samples));
    seconds += share * median(stats.map((one) => one.seconds));
  }
  return { samples, seconds };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
