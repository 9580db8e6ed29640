import { formatDuration, MINUTE } from "../../../promql/duration.ts";
import type { Compilation, YamlMap } from "../../target.ts";
import { inputSeries } from "./input-series.ts";
import { neverCame, type Scenario, scenarios } from "./scenarios.ts";

/**
 * A promtool test file (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/) for the rule file at `ruleFile`,
 * a path relative to the test file. promtool evaluates every group at one interval; a minute is the base window at a scrape of 15 s, so
 * that each event is counted once. Groups of `inOrder` are evaluated so: one that was split reads its first part.
 */
export function unitTests(ruleFile: string, { slos, catalogue }: Compilation, inOrder: readonly string[]): YamlMap {
  const ofEach = slos.flatMap((slo) => {
    const { interval, series } = inputSeries(slo, catalogue);
    return scenarios(slo).map((scenario) => ({
      name: `${slo.id}: ${scenario.name}`,
      interval: formatDuration(interval),
      input_series: series(scenario.phases),
      promql_expr_test: expected(scenario),
    }));
  });
  const never = neverCame(slos);
  const ofAll = never === undefined ? [] : [{ name: never.name, interval: "1m", promql_expr_test: expected(never) }];
  const order = inOrder.length === 0 ? {} : { group_eval_order: inOrder };
  return { rule_files: [ruleFile], evaluation_interval: "1m", ...order, tests: [...ofEach, ...ofAll] };
}

function expected({ expectations }: Scenario): YamlMap[] {
  return expectations.map(({ expr, minute, value }) => ({
    expr,
    eval_time: formatDuration(minute * MINUTE),
    exp_samples: value === undefined ? [] : [{ value }],
  }));
}
