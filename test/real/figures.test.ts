import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { burnAlert } from "../../slo/model/alert.ts";
import { BUDGET_LEFT, budgetLeftText, ERROR_RATIO, errorRatioText } from "../../slo/model/figures.ts";
import { burnAlertRules } from "../../slo/targets/prometheus/alerting-rules.ts";
import { figureTemplate } from "../../slo/targets/prometheus/figure-template.ts";
import { sampleAlert, samplePlatform, sampleSlo, tier } from "../slo/sample-slo.ts";
import { testRules } from "./promtool.ts";

const folder = mkdtempSync(join(tmpdir(), "figures-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of every size, with what lies next to each limit. */
const SIZES = [
  ...[0, 1e-12, 5e-7, 1e-6, 1.0001e-6, 0.000123456, 0.0004, 0.000499, 0.0005, 0.000501, 0.00125, 0.002, 0.0256],
  ...[0.5, 0.9994, 0.9995, 0.99996, 1, 1.5, 9.98, 9.99, 9.991, 50.5, 99.98, 99.99, 110.111, 998.8, 1e6, 1e15],
].flatMap((size) => (size === 0 ? [0] : [size, -size]));

describe("Prometheus says every number as the console, mails and the engine do", () => {
  it("with the templates of its rules", async () => {
    const rules = [
      {
        alert: "Figure",
        expr: "size",
        annotations: {
          ratio: figureTemplate(ERROR_RATIO, "$value"),
          // In percent, of which a budget has at most a hundred.
          left: figureTemplate(BUDGET_LEFT, "$value"),
        },
      },
    ];
    await promtool("sizes", rules, {
      input_series: SIZES.map((size, index) => ({ series: `size{n="${index}"}`, values: `${size}` })),
      alert_rule_test: [
        {
          eval_time: "0m",
          alertname: "Figure",
          exp_alerts: SIZES.map((size, index) => ({
            exp_labels: { n: `${index}` },
            exp_annotations: { ratio: errorRatioText(size), left: budgetLeftText(size > 100 ? undefined : size / 100) },
          })),
        },
      ],
    });
  });

  it("in the alerts of an SLO, with what is known and what is not", async () => {
    const tiers = [tier(14.4, "1h", "5m"), tier(6, "6h", "30m")];
    const slo = sampleSlo({ objective: "99.99999%", alerts: [sampleAlert("page", tiers)] });
    const [alert] = slo.alerts;
    if (alert === undefined) throw new Error("no alert");
    for (const [index, budgetLeft] of [-110.111, -0.0004, 0.0004, undefined].entries()) {
      const series = (name: string, value: number) => ({ series: `${name}{slo="${slo.id}"}`, values: `${value}` });
      const live = {
        bad: errorRatioText(0.00009),
        now: (one: { readonly longWindow: number }) =>
          errorRatioText(one.longWindow === 3_600_000 ? 0.00009 : undefined),
        budgetLeft: budgetLeftText(budgetLeft),
        part: () => "",
      };
      const { labels, annotations } = burnAlert(slo, alert, samplePlatform, live);
      await promtool(`slo-${index}`, burnAlertRules(slo, samplePlatform), {
        input_series: [
          series("slo:sli_error:ratio_rate1h", 0.00009),
          series("slo:sli_error:ratio_rate5m", 0.00009),
          ...(budgetLeft === undefined ? [] : [series("slo:period_error_budget_remaining:ratio", budgetLeft)]),
        ],
        alert_rule_test: [
          {
            eval_time: "0m",
            alertname: "SLOBudgetBurn",
            exp_alerts: [{ exp_labels: labels, exp_annotations: annotations }],
          },
        ],
      });
    }
  });
});

/** Runs one test of some rules; YAML reads JSON. */
async function promtool(name: string, rules: readonly object[], test: object): Promise<void> {
  const path = join(folder, `${name}.rules.yaml`);
  writeFileSync(path, JSON.stringify({ groups: [{ name, rules }] }));
  const testPath = join(folder, `${name}.test.yaml`);
  writeFileSync(testPath, JSON.stringify({ rule_files: [path], tests: [{ interval: "1m", ...test }] }));
  await testRules(testPath);
}
