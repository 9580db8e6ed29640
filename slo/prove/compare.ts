import { burnState } from "../engine/burn-state.ts";
import { EventHistory } from "../engine/event-history.ts";
import type { Severity } from "../model/burn-policy.ts";
import type { Slo } from "../model/slo.ts";
import { formatDuration, MINUTE } from "../promql/duration.ts";
import type { EventMinutes } from "./event-minutes.ts";
import { type Peer, type PeerCondition, peerVerdicts } from "./peers.ts";

/** When an alert first fired and for how long in all, in minutes of a history. */
export interface Verdict {
  readonly first: number | undefined;
  readonly minutes: number;
}

/** What two sets of rules say of one history. */
export interface Comparison {
  readonly severities: readonly {
    readonly severity: Severity;
    readonly theirs: Verdict;
    readonly ours: Verdict;
    /** Minutes in which one fires and the other does not. */
    readonly apart: number;
  }[];
  /** The share of the period's budget that is left at the end; NaN when no number is recorded. */
  readonly budget: { readonly theirs: number; readonly ours: number };
  /** Why they differ, found by taking one peculiarity after the other out of theirs. */
  readonly why: readonly string[];
}

const SECONDS = 60;
/** Less than this many minutes apart is the rounding of windows. */
const TELLING_MINUTES = 2;
/** A hundredth of the budget. */
const TELLING_BUDGET = 0.01;

/** Both sets of rules over the same history, in the minutes from `from` to before `to`. */
export function compare(
  slo: Slo,
  peer: Peer,
  { history, from, to }: { readonly history: EventMinutes; readonly from: number; readonly to: number },
): Comparison {
  const { verdicts, budget } = ourVerdicts(slo, history, { from, to });
  const severities = slo.alerts.map(({ severity }) => {
    const theirs = peerVerdicts(peer.conditions, severity, history, { from, to });
    const ours = verdicts.get(severity) ?? [];
    return { severity, theirs: summary(theirs, from), ours: summary(ours, from), apart: apart(theirs, ours) };
  });
  const period = Math.round(slo.period / MINUTE);
  const spent = peer.periodRatio(history, history.length - 1, period) / slo.objective.errorBudget.toNumber();
  const budgets = { theirs: 1 - spent, ours: budget };
  const why = [
    ...new Set(
      severities.flatMap(({ severity, apart: minutes }) =>
        minutes <= TELLING_MINUTES
          ? []
          : reasons(peer, severity, verdicts.get(severity) ?? [], minutes, { history, from, to }),
      ),
    ),
    ...budgetReason(peer, budgets),
  ];
  return { severities, budget: budgets, why };
}

/** As the engine judges it, whose arithmetic is that of the compiled rules. */
function ourVerdicts(
  slo: Slo,
  history: EventMinutes,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly verdicts: ReadonlyMap<Severity, boolean[]>; readonly budget: number } {
  const counted = new EventHistory(slo.period);
  const verdicts = new Map(slo.alerts.map(({ severity }) => [severity, [] as boolean[]]));
  let budget = Number.NaN;
  for (let minute = 0; minute < history.length; minute += 1) {
    const at = (minute + 1) * MINUTE;
    const events = history.at(minute);
    if (events?.isSeen) counted.add(at, { seconds: SECONDS, total: events.total, bad: events.bad });
    const isLast = minute === history.length - 1;
    if ((minute < from || minute >= to) && !isLast) continue;
    const state = burnState(slo, {
      group: {},
      history: counted,
      at,
      isSeen: events?.isSeen === true,
      watchedSince: 0,
      promisedSince: 0,
    });
    if (isLast) budget = state.budgetRemaining ?? Number.NaN;
    if (minute < from || minute >= to) continue;
    for (const [severity, fires] of verdicts)
      fires.push(state.tiers.some(({ alert, code }) => alert.severity === severity && code === 3));
  }
  return { verdicts, budget };
}

function summary(fires: readonly boolean[], from: number): Verdict {
  const first = fires.indexOf(true);
  return { first: first === -1 ? undefined : first + from, minutes: fires.filter(Boolean).length };
}

function apart(one: readonly boolean[], other: readonly boolean[]): number {
  return one.filter((fires, index) => fires !== other[index]).length;
}

/** Which peculiarity of theirs, taken away, brings verdicts together. */
function reasons(
  peer: Peer,
  severity: Severity,
  ours: readonly boolean[],
  minutes: number,
  span: { readonly history: EventMinutes; readonly from: number; readonly to: number },
): string[] {
  const own = peer.conditions.filter((condition) => condition.severity === severity);
  const without = (change: (condition: PeerCondition) => PeerCondition): number =>
    apart(peerVerdicts(own.map(change), severity, span.history, span), ours);
  const waits = own.map(({ delay }) => delay).filter((delay) => delay > 0);
  const found = [
    ...(waits.length > 0 && without((condition) => ({ ...condition, delay: 0 })) < minutes
      ? [`their ${severity} waits (\`for\`) ${waits.map((delay) => formatDuration(delay * MINUTE)).join(" and ")}`]
      : []),
    ...(own.some(({ shortWindow }) => shortWindow === undefined) &&
    without((condition) => ({ ...condition, shortWindow: condition.longWindow / 12 })) < minutes
      ? [`their ${severity} looks at one window, and fires until it has passed`]
      : []),
  ];
  return found.length > 0 ? found : [`windows and burn rates of the ${severity} differ`];
}

function budgetReason(peer: Peer, { theirs, ours }: { readonly theirs: number; readonly ours: number }): string[] {
  if (Number.isNaN(theirs) && !Number.isNaN(ours))
    return ["their mean over the period is no number: one idle stretch was 0/0"];
  if (Math.abs(theirs - ours) < TELLING_BUDGET) return [];
  return peer.tool === "Sloth"
    ? ["their period is a mean of ratios: a quiet hour weighs as much as a busy one"]
    : ["their period counts other events"];
}
