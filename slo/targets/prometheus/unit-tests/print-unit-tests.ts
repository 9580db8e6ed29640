import type { MetricCatalogue } from "../../../model/metric-catalogue.ts";
import type { Slo } from "../../../model/slo.ts";
import { formatDuration } from "../../../promql/duration.ts";
import { quote } from "../../../promql/string-literal.ts";
import { type InputSeries, inputSeries } from "./input-series.ts";
import { type Expectation, type Scenario, scenarios } from "./scenarios.ts";

/**
 * A promtool test file (`promtool test rules FILE`) for the rule file at `ruleFile`, a path relative to the test file. promtool evaluates
 * every group at one interval; a minute is the base window at a scrape of 15 s, so that each event is counted once.
 */
export function printUnitTests(
  ruleFile: string,
  slos: readonly Slo[],
  scrapeInterval: number,
  catalogue: MetricCatalogue,
): string {
  let text = `# Made by \`slo compile\`. Run it with: promtool test rules <this file>\nrule_files:\n  - ${ruleFile}\nevaluation_interval: 1m\ntests:\n`;
  for (const slo of slos) {
    const series = inputSeries(slo, scrapeInterval / 1000, catalogue);
    for (const scenario of scenarios(slo, scrapeInterval))
      text += printScenario(slo, scenario, series(scenario.phases), scrapeInterval);
  }
  return text;
}

function printScenario(slo: Slo, scenario: Scenario, inputs: readonly InputSeries[], scrapeInterval: number): string {
  const series = inputs
    .map((input) => `      - series: ${quote(input.series)}\n        values: ${quote(input.values)}\n`)
    .join("");
  const head = `  - name: ${quote(`${slo.id}: ${scenario.name}`)}\n    interval: ${formatDuration(scrapeInterval)}\n`;
  return `${head}    input_series:\n${series}    promql_expr_test:\n${scenario.expectations.map(printExpectation).join("")}`;
}

function printExpectation({ expr, minute, value }: Expectation): string {
  const samples =
    value === undefined ? "        exp_samples: []\n" : `        exp_samples:\n          - value: ${value}\n`;
  return `      - expr: ${quote(expr)}\n        eval_time: ${minute}m\n${samples}`;
}
