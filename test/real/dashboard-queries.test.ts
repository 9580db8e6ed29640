import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { stringify } from "yaml";
import * as detail from "../../dashboards/detail-queries.ts";
import * as fleet from "../../dashboards/fleet-queries.ts";
import { expand } from "../../dashboards/lint/macros.ts";
import { testRules } from "./promtool.ts";

/*
 * What the dashboards' queries answer, by a real Prometheus engine, for three SLOs: one that burns, one that is split and has lost its
 * promise in one part, and one that was never measured.
 */
const folder = mkdtempSync(join(tmpdir(), "dashboard-queries-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Labels = Readonly<Record<string, string>>;

function line(name: string, labels: Labels, value: number): { series: string; values: string } {
  const text = Object.entries(labels).map(([label, is]) => `${label}=${JSON.stringify(is)}`);
  return { series: `${name}{${text.join(", ")}}`, values: `${value}x20` };
}

interface Part {
  readonly labels?: Labels;
  readonly total: number;
  readonly bad: number;
  /** Error ratio of the last hour and of every other window. */
  readonly ratio: number;
  readonly code: number;
}

function slo(id: string, budget: number, parts: readonly Part[]) {
  const own = { slo: id, slo_service: "world" };
  const info = { ...own, title: `About ${id}`, objective: "99%", window: "30d", owner: "team", tier: "1" };
  return [
    line("slo:info", info, 1),
    line("slo:objective:ratio", own, 1 - budget),
    line("slo:error_budget:ratio", own, budget),
    line("slo:time_period:days", own, 30),
    ...parts.flatMap(({ labels = {}, total, bad, ratio, code }) => {
      const all = { ...own, ...labels };
      const tier = { ...all, severity: "page", long_window: "1h", short_window: "5m", burn_rate: "14.4" };
      return [
        line("slo:period_total_events:rate", all, total),
        line("slo:period_bad_events:rate", all, bad),
        line("slo:period_error_budget_remaining:ratio", all, 1 - bad / total / budget),
        line("slo:current_burn_rate:ratio", all, ratio / budget),
        ...["5m", "1h", "3d"].map((window) => line(`slo:sli_error:ratio_rate${window}`, all, ratio)),
        line("slo:burn_state:code", tier, code),
      ];
    }),
  ];
}

const ALERT = {
  alertname: "SLOBudgetBurn",
  severity: "page",
  slo: "burning",
  slo_service: "world",
  owner: "team",
  tier: "1",
  escalation: "oncall",
};

const SERIES = [
  ...slo("burning", 0.5, [{ total: 1, bad: 0.25, ratio: 1, code: 3 }]),
  ...slo("split", 0.5, [
    { labels: { bank: "north" }, total: 1, bad: 0.25, ratio: 0.125, code: 0 },
    { labels: { bank: "south" }, total: 1, bad: 1, ratio: 0.25, code: 2 },
  ]),
  ...slo("unmeasured", 0.5, []),
  line("slo:period_traffic_error:ratio_rate1h", { slo: "split", slo_service: "world", bank: "north" }, 0.75),
  line("ALERTS", { ...ALERT, alertstate: "firing" }, 1),
  line("ALERTS_FOR_STATE", ALERT, 60),
];

/** The samples of an answer by their labels. */
type Answer = Readonly<Record<string, number>>;

const HALF_PERIOD = (30 * 86_400) / 2;

const ONE_SLO: readonly (readonly [what: string, expr: string, slo: string, answer: Answer])[] = [
  ["the state", detail.STATE, "burning", { "{}": 3 }],
  ["the state of the worst part", detail.STATE, "split", { "{}": 2 }],
  ["no state", detail.STATE, "unmeasured", {}],
  ["the SLI of the worst part", detail.SLI_WORST, "split", { "{}": 0 }],
  ["no SLI", detail.SLI_WORST, "unmeasured", {}],
  ["half the budget left", detail.BUDGET_LEFT_WORST, "burning", { "{}": 0.5 }],
  ["bad events left: half of what the budget allows", detail.BAD_EVENTS_LEFT, "burning", { "{}": HALF_PERIOD / 2 }],
  ["bad events owed by the worst part", detail.BAD_EVENTS_LEFT, "split", { "{}": -HALF_PERIOD }],
  ["no bad events left to tell of", detail.BAD_EVENTS_LEFT, "unmeasured", {}],
  ["half a budget at a burn rate of 2", detail.EXHAUSTION, "burning", { "{}": HALF_PERIOD / 2 }],
  ["a budget that is spent, though it burns slowly now", detail.EXHAUSTION, "split", { "{}": 0 }],
  ["nothing to run out", detail.EXHAUSTION, "unmeasured", {}],
  [
    "the burn rates of the windows that page, and of no other",
    detail.burnByWindow("page"),
    "burning",
    { '{slo="burning", slo_service="world", window="1h"}': 2, '{slo="burning", slo_service="world", window="5m"}': 2 },
  ],
  [
    "the burn rate in the period's traffic where the alert compares with that",
    detail.burnByWindow("page"),
    "split",
    {
      '{bank="north", slo="split", slo_service="world", window="1h"}': 1.5,
      '{bank="north", slo="split", slo_service="world", window="5m"}': 0.25,
      '{bank="south", slo="split", slo_service="world", window="1h"}': 0.5,
      '{bank="south", slo="split", slo_service="world", window="5m"}': 0.5,
    },
  ],
  [
    "the limits that this SLO has, of all the fleet's",
    detail.burnLimits("page", ["14.4", "6"]),
    "burning",
    { '{burn_rate="14.4"}': 14.4 },
  ],
  ["no limits of a severity that it has not", detail.burnLimits("ticket", ["14.4", "6"]), "burning", {}],
  ["a page that fires", detail.firing("SLOBudgetBurn", "page"), "burning", { "{}": 1 }],
  ["a page that is quiet", detail.firing("SLOBudgetBurn", "page"), "split", { "{}": 0 }],
  ["no page of an SLO that does not exist", detail.firing("SLOBudgetBurn", "page"), "unheard-of", {}],
];

const FLEET: readonly (readonly [what: string, expr: string, answer: Answer])[] = [
  [
    "a state for every SLO, measured or not",
    fleet.STATE,
    { '{slo="burning"}': 3, '{slo="split"}': 2, '{slo="unmeasured"}': 2.5 },
  ],
  ["one that is critical", fleet.countInState(3), { "{}": 1 }],
  ["one without data", fleet.countInState(2.5), { "{}": 1 }],
  ["none that is well", fleet.countInState(0), { "{}": 0 }],
  ["one broken promise", fleet.BROKEN_PROMISES, { "{}": 1 }],
  ["the worst budget of each", fleet.BUDGET_LEFT, { '{slo="burning"}': 0.5, '{slo="split"}': -1 }],
  ["the worst burn of each", fleet.BURN_RATE, { '{slo="burning"}': 2, '{slo="split"}': 0.5 }],
  ["the one that nobody measures", `count by (slo) (${fleet.WITHOUT_DATA})`, { '{slo="unmeasured"}': 1 }],
  ["one page", fleet.countFiring("page"), { "{}": 1 }],
  ["no ticket", fleet.countFiring("ticket"), { "{}": 0 }],
  ["how long it fires", `max by (slo) (${fleet.firingFor(["bank"])})`, { '{slo="burning"}': 540 }],
];

function evaluates(expr: string, values: Labels, answer: Answer, series: readonly object[] = SERIES): Promise<string> {
  const file = join(folder, "story.yaml");
  const samples = Object.entries(answer).map(([labels, value]) => ({ labels, value }));
  const test = {
    interval: "1m",
    input_series: series,
    promql_expr_test: [{ expr: expand(expr, values), eval_time: "10m", exp_samples: samples }],
  };
  writeFileSync(file, stringify({ rule_files: [], evaluation_interval: "1m", tests: [test] }));
  return testRules(file);
}

const EVERYTHING = { service: ".+", owner: ".+", tier: ".+" };

describe("the queries of the dashboards", () => {
  it.each(ONE_SLO)("one SLO: %s", async (_, expr, id, answer) => {
    await evaluates(expr, { slo: id }, answer);
  });

  it.each(FLEET)("the fleet: %s", async (_, expr, answer) => {
    await evaluates(expr, EVERYTHING, answer);
  });

  it.each(FLEET)("without any SLO there is no answer: %s", async (_, expr) => {
    await evaluates(expr, EVERYTHING, {}, []);
  });
});
