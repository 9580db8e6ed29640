import Type, { type Static } from "typebox";
import { Caller } from "../../foundation/http/call.ts";
import { checkOf } from "../../foundation/schema/check.ts";
import { BURN_STATES, errorRatioName, LABELS, RECORDED } from "../../slo/model/contract.ts";
import type { BurnState, Point, SloDetail, SloSource, SloView } from "./slo-source.ts";

const Sample = Type.Tuple([Type.Number(), Type.String()]);
const Answer = Type.Object({
  status: Type.Literal("success"),
  data: Type.Object({
    result: Type.Array(
      Type.Object({
        metric: Type.Record(Type.String(), Type.String()),
        value: Type.Optional(Sample),
        values: Type.Optional(Type.Array(Sample)),
      }),
    ),
  }),
});
const check = checkOf(Answer);
type Series = Static<typeof Answer>["data"]["result"][number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ANSWERS_WITHIN_MS = 5_000;
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** As many as a chart is pixels wide, halved. */
const POINTS = 480;
const BURN_RATES_OVER_MS = 6 * HOUR_MS;
const WINDOWS = ["5m", "1h", "6h"].map((label, index) => ({
  label,
  name: errorRatioName([HOUR_MS / 12, HOUR_MS, 6 * HOUR_MS][index] ?? HOUR_MS),
}));
const HOURLY = errorRatioName(HOUR_MS);
const NOW = [
  RECORDED.info,
  RECORDED.objective,
  RECORDED.errorBudget,
  RECORDED.periodDays,
  RECORDED.periodBurnRate,
  RECORDED.budgetRemaining,
  RECORDED.burnState,
  HOURLY,
];
/** Labels of recorded series that do not split an SLO. */
const OWN_LABELS: ReadonlySet<string> = new Set([
  "__name__",
  ...Object.values(LABELS),
  "title",
  "runbook",
  "objective",
]);

/** Numbers of SLOs from what the compiled rules record in Prometheus. `now` gives Unix milliseconds. */
export function prometheusSlos(prometheusUrl: string, now: () => number): SloSource {
  const caller = new Caller();
  const ask = async (path: string, parameters: Readonly<Record<string, string>>): Promise<Series[]> => {
    const { status, text } = await caller.call({
      url: `${prometheusUrl}/api/v1/${path}`,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(parameters).toString(),
      ...{ withinMs: ANSWERS_WITHIN_MS, mostBytes: LARGEST_ANSWER, whenLonger: "refuse" },
    });
    if (status !== 200) throw new Error(`Prometheus answered ${status}`);
    const answer: unknown = JSON.parse(text);
    if (!check(answer)) throw new Error("Prometheus answered something else than the result of a query");
    return answer.data.result;
  };
  const range = (query: string, over: number): Promise<Series[]> => {
    const end = now() / 1_000;
    const step = Math.max(15, Math.round(over / 1_000 / POINTS));
    return ask("query_range", { query, start: `${end - over / 1_000}`, end: `${end}`, step: `${step}` });
  };
  const viewsOf = async (matcher: string): Promise<{ views: SloView[]; series: Series[] }> => {
    const series = await ask("query", { query: `{__name__=~"${NOW.join("|")}"${matcher}}` });
    return { views: views(series), series };
  };
  return {
    fleet: async () => (await viewsOf("")).views,
    detail: async (id) => {
      const slo = `slo=${JSON.stringify(id)}`;
      const { views, series } = await viewsOf(`,${slo}`);
      const [first] = views;
      if (first === undefined) return undefined;
      const [burnDown, ...burnRates] = await Promise.all([
        range(`${RECORDED.budgetRemaining}{${slo}}`, first.periodDays * DAY_MS),
        ...WINDOWS.map(({ name }) =>
          range(`${name}{${slo}} / on (slo) group_left () ${RECORDED.errorBudget}{${slo}}`, BURN_RATES_OVER_MS),
        ),
      ]);
      return {
        views,
        runbook: series.find(({ metric }) => metric["__name__"] === RECORDED.info)?.metric["runbook"] || undefined,
        thresholds: thresholdsOf(series),
        burnDown: burnDown.map((one) => ({ name: nameOf(groupOf(one)), points: pointsOf(one) })),
        burnRates: burnRates.flatMap((all, index) =>
          all.map((one) => ({
            name: [WINDOWS[index]?.label, nameOf(groupOf(one))].filter(Boolean).join(" "),
            points: pointsOf(one),
          })),
        ),
      };
    },
  };
}

function views(series: readonly Series[]): SloView[] {
  const byName = (name: string) => series.filter(({ metric }) => metric["__name__"] === name);
  return byName(RECORDED.info).flatMap(({ metric }): SloView[] => {
    const id = metric[LABELS.slo] ?? "";
    const own = (name: string) => byName(name).filter((one) => one.metric[LABELS.slo] === id);
    const groups = new Map(
      [RECORDED.budgetRemaining, RECORDED.burnState, HOURLY]
        .flatMap(own)
        .map((one) => [nameOf(groupOf(one)), groupOf(one)]),
    );
    if (groups.size === 0) groups.set("", {});
    const errorBudget = numberOf(own(RECORDED.errorBudget)[0]);
    return Array.from(groups, ([key, group]): SloView => {
      const ofGroup = (name: string) => own(name).filter((one) => nameOf(groupOf(one)) === key);
      const hourly = numberOf(ofGroup(HOURLY)[0]);
      const burnOfPeriod = numberOf(ofGroup(RECORDED.periodBurnRate)[0]);
      const codes = ofGroup(RECORDED.burnState).flatMap((one) => numberOf(one) ?? []);
      return {
        id,
        title: metric["title"] ?? id,
        service: metric[LABELS.service] ?? "",
        owner: metric[LABELS.owner] ?? "",
        group,
        objective: numberOf(own(RECORDED.objective)[0]) ?? Number.NaN,
        periodDays: numberOf(own(RECORDED.periodDays)[0]) ?? 30,
        budgetRemaining: numberOf(ofGroup(RECORDED.budgetRemaining)[0]),
        burnRate: hourly === undefined || errorBudget === undefined ? undefined : hourly / errorBudget,
        errorRatio: burnOfPeriod === undefined || errorBudget === undefined ? undefined : burnOfPeriod * errorBudget,
        state: stateOf(codes),
      };
    });
  });
}

function stateOf(codes: readonly number[]): BurnState {
  return codes.length === 0 ? "No data" : (BURN_STATES[Math.max(...codes)] ?? "No data");
}

function thresholdsOf(series: readonly Series[]): SloDetail["thresholds"] {
  const tiers = series
    .filter(({ metric }) => metric["__name__"] === RECORDED.burnState && metric[LABELS.severity] === "page")
    .map(({ metric }): [string, number] => [metric[LABELS.longWindow] ?? "", Number(metric[LABELS.burnRate])]);
  return Array.from(new Map(tiers), ([window, burnRate]) => ({ burnRate, label: `page ${window}` }));
}

function groupOf({ metric }: Series): Record<string, string> {
  return Object.fromEntries(Object.entries(metric).filter(([name]) => !OWN_LABELS.has(name)));
}

function nameOf(group: Readonly<Record<string, string>>): string {
  return Object.entries(group)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** What Prometheus cannot tell it calls NaN. */
function numberOf(series: Series | undefined): number | undefined {
  const value = Number(series?.value?.[1] ?? Number.NaN);
  return Number.isFinite(value) ? value : undefined;
}

function pointsOf({ values = [] }: Series): Point[] {
  return values.map(([at, value]): Point => [at * 1_000, Number(value)]).filter(([, value]) => Number.isFinite(value));
}
