import type { Point, SloDetail, SloSource, SloView } from "../alerts/console/slo-source.ts";
import { type BurnState, errorRatio } from "../slo/engine/burn-state.ts";
import type { Engine } from "../slo/engine/engine.ts";
import type { EventHistory } from "../slo/engine/event-history.ts";
import type { Slo } from "../slo/model/slo.ts";
import { DAY, formatDuration } from "../slo/promql/duration.ts";

const POINTS = 240;
/** Burn rates are drawn as far back as the longest window that pages. */
const LEAST_SHOWN_MS = 60_000;

/** The engine's numbers for the console. */
export function engineSlos(engine: () => Engine, now: () => number): SloSource {
  return {
    fleet: async () => engine().states().map(viewOf),
    detail: async (id) => {
      const states = engine()
        .states()
        .filter(({ slo }) => slo.id === id);
      const [first] = states;
      if (first === undefined) return undefined;
      const { slo } = first;
      const histories = engine().histories(id);
      const windows = windowsOf(slo);
      const shown = Math.max(LEAST_SHOWN_MS, ...windows);
      return {
        views: states.map(viewOf),
        runbook: slo.runbook,
        thresholds: thresholdsOf(slo),
        burnDown: histories.map(({ group, history }) => ({
          name: nameOf(group),
          points: burnDown(slo, history, now()),
        })),
        burnRates: histories.flatMap(({ group, history }) =>
          windows.map((window) => ({
            name: [formatDuration(window), nameOf(group)].filter(Boolean).join(" "),
            points: burnRates(slo, history, { window, from: now() - shown, to: now() }),
          })),
        ),
      };
    },
  };
}

function viewOf({ slo, group, errorRatio: ratio, budgetRemaining, burnRate, state }: BurnState): SloView {
  return {
    id: slo.id,
    title: slo.title,
    service: slo.service.name,
    owner: slo.service.owner,
    group,
    objective: slo.objective.ratio.toNumber(),
    periodDays: slo.period / DAY,
    budgetRemaining,
    burnRate,
    errorRatio: ratio,
    state: state ?? "No data",
  };
}

/** The windows of the alert that pages, or of the most urgent one; of several the short one and the long ones. */
function windowsOf({ alerts }: Slo): number[] {
  const tiers = alerts[0]?.tiers ?? [];
  const [first] = tiers;
  return first === undefined ? [] : [...new Set([first.shortWindow, ...tiers.map(({ longWindow }) => longWindow)])];
}

function thresholdsOf({ alerts }: Slo): SloDetail["thresholds"] {
  return alerts
    .filter(({ severity }) => severity === "page")
    .flatMap(({ tiers }) =>
      tiers.map(({ burnRate, longWindow }) => ({
        burnRate: burnRate.toNumber(),
        label: `page ${formatDuration(longWindow)}`,
      })),
    );
}

/** What is left of the budget as the period went by: all of it at its beginning, what remains now at its end. */
function burnDown(slo: Slo, history: EventHistory, now: number): Point[] {
  const budget = slo.objective.errorBudget.toNumber() * history.within(slo.period, now).total;
  const first = history.firstWithin(slo.period, now);
  if (budget === 0 || first === undefined) return [];
  const spent = history.within(slo.period, now).bad;
  return momentsOf(first, now).map((at): Point => [at, 1 - (spent - history.within(now - at, now).bad) / budget]);
}

function burnRates(
  slo: Slo,
  history: EventHistory,
  { window, from, to }: { readonly window: number; readonly from: number; readonly to: number },
): Point[] {
  const budget = slo.objective.errorBudget.toNumber();
  return momentsOf(from, to).flatMap((at): Point[] => {
    const ratio = errorRatio(history, { window, period: undefined, at });
    return ratio === undefined ? [] : [[at, ratio / budget]];
  });
}

function momentsOf(from: number, to: number): number[] {
  return Array.from({ length: POINTS + 1 }, (_, index) => Math.round(from + ((to - from) * index) / POINTS));
}

function nameOf(group: Readonly<Record<string, string>>): string {
  return Object.entries(group)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}
