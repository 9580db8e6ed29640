import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { Slo } from "../../slo/model/slo.ts";
import { DAY, MINUTE } from "../../slo/promql/duration.ts";
import { EventMinutes } from "../../slo/prove/event-minutes.ts";
import { peerOf, peerVerdicts } from "../../slo/prove/peers.ts";
import { read } from "../slo/dialects/read-foreign.ts";
import { testRules } from "./promtool.ts";

/*
 * The rules that Sloth and Pyrra make, stated again from what their documentation says of their output, and evaluated by Prometheus'
 * own rule engine: `slo prove` says of the same history what these say.
 */

const folder = mkdtempSync(join(tmpdir(), "peer-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A day of traffic, half an hour in which everything fails, and four hours after it. */
const [QUIET, OUTAGE, AFTER] = [DAY / MINUTE, 30, 240];
const LENGTH = QUIET + OUTAGE + AFTER;
const PER_MINUTE = 100;
/** What scrapes, rates that are extrapolated and evaluations a minute apart make of a moment. */
const ROUNDING = 3;

const history = new EventMinutes(
  Array.from({ length: LENGTH }, (_, minute) => ({
    total: PER_MINUTE,
    bad: minute >= QUIET && minute < QUIET + OUTAGE ? PER_MINUTE : 0,
    isSeen: true,
  })),
);
const SERIES = [
  { series: "b", values: `0+${PER_MINUTE}x${LENGTH}` },
  {
    series: "a",
    values: `0x${QUIET} ${PER_MINUTE}+${PER_MINUTE}x${OUTAGE - 1} ${OUTAGE * PER_MINUTE}x${AFTER}`,
  },
];

const SLOTH = `version: prometheus/v1
service: s
slos:
  - name: o
    objective: 99
    sli: { events: { error_query: 'sum(rate(a[{{.window}}]))', total_query: 'sum(rate(b[{{.window}}]))' } }
    alerting: {}
`;
const PYRRA = `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: { name: o }
spec: { target: "99", window: 28d, indicator: { ratio: { errors: { metric: a }, total: { metric: b } } } }
`;

const ratio = (record: string, window: string): object => ({
  record,
  expr: `sum(rate(a[${window}])) / sum(rate(b[${window}]))`,
});
const both = (name: (window: string) => string, [short, long]: readonly [string, string], rate: number): string =>
  `max(${name(short)} > (${rate} * 0.010000000000000009)) and max(${name(long)} > (${rate} * 0.010000000000000009))`;

const slothsName = (window: string): string => `slo:sli_error:ratio_rate${window}`;
const SLOTHS_RULES = [
  ...["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map((window) => ratio(slothsName(window), window)),
  {
    record: "slo:sli_error:ratio_rate30d",
    expr: "sum_over_time(slo:sli_error:ratio_rate5m[30d]) / count_over_time(slo:sli_error:ratio_rate5m[30d])",
  },
  {
    alert: "Page",
    expr: `(${both(slothsName, ["5m", "1h"], 14.4)}) or (${both(slothsName, ["30m", "6h"], 6)})`,
    labels: { severity: "page" },
  },
  {
    alert: "Ticket",
    expr: `(${both(slothsName, ["2h", "1d"], 3)}) or (${both(slothsName, ["6h", "3d"], 1)})`,
    labels: { severity: "ticket" },
  },
];

const pyrrasName = (window: string): string => `b:burnrate${window}`;
const pyrrasAlert = (severity: string, windows: readonly [string, string], rate: number, wait: string): object => ({
  alert: "ErrorBudgetBurn",
  expr: both(pyrrasName, windows, rate),
  for: wait,
  labels: { severity, short: windows[0] },
});
const PYRRAS_RULES = [
  ...["5m", "30m", "1h", "2h", "6h", "1d", "4d"].map((window) => ratio(pyrrasName(window), window)),
  pyrrasAlert("page", ["5m", "1h"], 14, "2m"),
  pyrrasAlert("page", ["30m", "6h"], 7, "15m"),
  pyrrasAlert("ticket", ["2h", "1d"], 2, "1h"),
  pyrrasAlert("ticket", ["6h", "4d"], 1, "3h"),
];

function sloOf(text: string): Slo {
  const [slo] = read(text).value;
  return slo ?? expect.fail("the file has no SLO");
}

/** Asks Prometheus' rules, at moments that are well within or without what the verdicts say. */
async function expectVerdicts(
  name: string,
  rules: readonly object[],
  verdicts: ReadonlyMap<string, readonly boolean[]>,
) {
  const asked = [...verdicts].flatMap(([severity, fires]) => {
    const steady = fires.flatMap((one, minute) => {
      const around = fires.slice(Math.max(0, minute - ROUNDING), minute + ROUNDING + 1);
      return minute > QUIET - 20 && minute % 4 === 0 && around.every((other) => other === one) ? [{ minute, one }] : [];
    });
    return steady.map(({ minute, one }) => ({
      expr: `count(ALERTS{alertstate="firing", severity="${severity}"}) > bool 0 or vector(0)`,
      eval_time: `${minute}m`,
      exp_samples: [{ labels: "{}", value: one ? 1 : 0 }],
    }));
  });
  expect(asked.filter(({ exp_samples: [sample] }) => sample?.value === 1).length).toBeGreaterThan(5);
  const file = {
    rule_files: [`${name}.yaml`],
    evaluation_interval: "1m",
    tests: [{ interval: "1m", input_series: SERIES, promql_expr_test: asked }],
  };
  writeFileSync(join(folder, `${name}.yaml`), stringify({ groups: [{ name, rules }] }));
  writeFileSync(join(folder, `${name}.test.yaml`), stringify(file));
  await testRules(join(folder, `${name}.test.yaml`));
}

function verdictsOf(tool: string, slo: Slo): Map<string, boolean[]> {
  const { conditions } = peerOf(tool, slo);
  const span = { from: 0, to: LENGTH };
  return new Map(
    (["page", "ticket"] as const).map((severity) => [severity, peerVerdicts(conditions, severity, history, span)]),
  );
}

describe("Prometheus, with the rules that", () => {
  it("Sloth makes, says what slo prove says", async () => {
    await expectVerdicts("sloth", SLOTHS_RULES, verdictsOf("Sloth", sloOf(SLOTH)));
  });

  it("Pyrra makes, says what slo prove says", async () => {
    await expectVerdicts("pyrra", PYRRAS_RULES, verdictsOf("Pyrra", sloOf(PYRRA)));
  });

  it("Sloth makes, records the mean of ratios for the period", async () => {
    const mean = peerOf("Sloth", sloOf(SLOTH)).periodRatio(history, LENGTH - 1, LENGTH);
    const asked = [
      {
        expr: `abs(slo:sli_error:ratio_rate30d - ${mean}) < bool ${mean / 20}`,
        eval_time: `${LENGTH}m`,
        exp_samples: [{ labels: "{}", value: 1 }],
      },
    ];
    const file = {
      rule_files: ["period.yaml"],
      evaluation_interval: "1m",
      tests: [{ interval: "1m", input_series: SERIES, promql_expr_test: asked }],
    };
    writeFileSync(join(folder, "period.yaml"), stringify({ groups: [{ name: "period", rules: SLOTHS_RULES }] }));
    writeFileSync(join(folder, "period.test.yaml"), stringify(file));
    await testRules(join(folder, "period.test.yaml"));
  });
});
