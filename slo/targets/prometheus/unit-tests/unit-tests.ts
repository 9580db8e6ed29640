import { formatDuration } from "../../../promql/duration.ts";
import type { Compilation, YamlMap } from "../../target.ts";
import { inputSeries } from "./input-series.ts";
import { scenarios } from "./scenarios.ts";

/**
 * A promtool test file (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/) for the rule file at `ruleFile`,
 * a path relative to the test file. promtool evaluates every group at one interval; a minute is the base window at a scrape of 15 s, so
 * that each event is counted once.
 */
export function unitTests(ruleFile: string, { slos, platform: { scrapeInterval }, catalogue }: Compilation): YamlMap {
  const tests = slos.flatMap((slo) => {
    const series = inputSeries(slo, scrapeInterval / 1000, catalogue);
    return scenarios(slo, scrapeInterval).map(({ name, phases, expectations }) => ({
      name: `${slo.id}: ${name}`,
      interval: formatDuration(scrapeInterval),
      input_series: series(phases),
      promql_expr_test: expectations.map(({ expr, minute, value }) => ({
        expr,
        eval_time: `${minute}m`,
        exp_samples: value === undefined ? [] : [{ value }],
      })),
    }));
  });
  return { rule_files: [ruleFile], evaluation_interval: "1m", tests };
}
