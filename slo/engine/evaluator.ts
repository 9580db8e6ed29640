import type { Platform } from "../model/platform.ts";
import type { Slo } from "../model/slo.ts";
import { baseWindow } from "../model/timing.ts";
import { type BurnState, burnState } from "./burn-state.ts";
import { type CountEvents, countEvents } from "./count-events.ts";
import { EvaluationError, keyOf, type Moment, UnsupportedExpression } from "./evaluate-expression.ts";
import { EventHistory } from "./event-history.ts";
import type { Counted } from "./event-log.ts";
import { type ExposedSample, parseExposition } from "./exposition.ts";
import { metricsRead } from "./metrics-read.ts";
import { type Labels, SeriesStore, type TargetLabels } from "./series-store.ts";

/** What was counted at one evaluation, for one group of one SLO: what has to be kept. */
export interface Increment extends Counted {
  readonly slo: string;
  readonly group: Labels;
  /** Unix milliseconds. */
  readonly at: number;
}

/** An SLO that the engine cannot evaluate, and why. */
export interface Unsupported {
  readonly slo: Slo;
  readonly reason: string;
}

interface Group {
  readonly labels: Labels;
  readonly history: EventHistory;
}

interface Evaluated {
  readonly slo: Slo;
  readonly count: CountEvents;
  readonly groups: Map<string, Group>;
}

/** Evaluates SLOs over what targets expose. Knows no clock, no network and no disk: each is told to it. */
export class Evaluator {
  readonly unsupported: readonly Unsupported[];
  /** Why SLOs could not be evaluated last, by their ids: they counted nothing. */
  readonly problems = new Map<string, string>();
  readonly #slos: readonly Evaluated[];
  readonly #wanted: ReadonlySet<string>;
  readonly #store: SeriesStore;
  readonly #base: number;
  #last: number | undefined;
  /** Before the first evaluation nobody could miss anything. */
  #begun = Number.POSITIVE_INFINITY;
  /** Since when each SLO is promised, in Unix milliseconds; those that are not in it since the first evaluation. */
  #promised: ReadonlyMap<string, number> = new Map();

  constructor(slos: readonly Slo[], { scrapeInterval }: Pick<Platform, "scrapeInterval">) {
    const unsupported: Unsupported[] = [];
    this.#slos = slos.flatMap((slo): Evaluated[] => {
      try {
        return [{ slo, count: countEvents(slo), groups: new Map() }];
      } catch (error) {
        if (!(error instanceof UnsupportedExpression)) throw error;
        unsupported.push({ slo, reason: error.message });
        return [];
      }
    });
    this.unsupported = unsupported;
    const ranges = metricsRead(this.#slos.map(({ slo }) => slo));
    this.#wanted = new Set(ranges.keys());
    this.#base = baseWindow(scrapeInterval);
    this.#store = new SeriesStore(this.#base, ranges);
  }

  /** Reads of a page of metrics what the SLOs ask for. Throws an ExpositionError. */
  read(text: string): ExposedSample[] {
    return parseExposition(text, this.#wanted);
  }

  /** Takes what a target exposed at a moment. */
  record(target: TargetLabels, samples: readonly ExposedSample[], at: number): void {
    this.#store.record(target, samples, at);
  }

  /** Counts what has happened since the last evaluation, in what was recorded for this very moment. */
  evaluate(at: number): Increment[] {
    // What happened while nobody looked is not known: time counts for as long as a rate would bridge.
    const elapsed = this.#last === undefined ? 0 : Math.min(at - this.#last, this.#base) / 1_000;
    this.#last = at;
    this.#begun = Math.min(this.#begun, at);
    if (elapsed <= 0) return [];
    const moment = { store: this.#store, at, elapsed };
    return this.#slos.flatMap(({ slo, count, groups }) => {
      return Array.from(this.#counted(slo, count, moment), ([key, { group: labels, total, bad }]): Increment => {
        const group = groups.get(key) ?? { labels, history: new EventHistory(slo.period) };
        groups.set(key, group);
        // A target that missed an evaluation brings the events of both.
        const { lastSeen } = group.history;
        const seconds = lastSeen === undefined ? elapsed : Math.min(at - lastSeen, this.#base) / 1_000;
        const counted = { seconds, total, bad };
        group.history.add(at, counted);
        return { slo: slo.id, group: labels, at, ...counted };
      });
    });
  }

  /** What Prometheus would refuse to evaluate counts nothing, and keeps no other SLO from counting. */
  #counted(slo: Slo, count: CountEvents, moment: Moment): ReturnType<CountEvents> {
    try {
      const events = count(moment);
      this.problems.delete(slo.id);
      return events;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      this.problems.set(slo.id, error.message);
      return new Map();
    }
  }

  /** Gives back what was kept, in the order of its moments, and since when SLOs are promised. What is of no SLO any more is passed over. */
  restore(increments: Iterable<Increment>, promised: ReadonlyMap<string, number>): void {
    this.#promised = promised;
    const byId = new Map(this.#slos.map((one) => [one.slo.id, one]));
    for (const { slo: id, group: labels, at, ...counted } of increments) {
      const evaluated = byId.get(id);
      if (evaluated === undefined) continue;
      const key = keyOf(labels);
      const group = evaluated.groups.get(key) ?? {
        labels,
        history: new EventHistory(evaluated.slo.period),
      };
      evaluated.groups.set(key, group);
      group.history.add(at, counted);
    }
  }

  /** How all SLOs do at a moment; one that has counted nothing in its period has one state that knows nothing. */
  states(at: number): BurnState[] {
    return this.#slos.flatMap(({ slo, groups }) => {
      const known = [...groups.values()].filter(({ history: { lastSeen = at } }) => at - lastSeen < slo.period);
      const shown = known.length > 0 ? known : [{ labels: {}, history: new EventHistory(slo.period) }];
      return shown.map((group) => this.#state(slo, group, at));
    });
  }

  #state(slo: Slo, { labels, history }: Group, at: number): BurnState {
    const { lastSeen } = history;
    // As long as a rate bridges scrapes that failed.
    const isSeen = lastSeen !== undefined && at - lastSeen < this.#base;
    const promisedSince = this.#promised.get(slo.id) ?? this.#begun;
    return burnState(slo, { group: labels, history, at, isSeen, watchedSince: this.#begun, promisedSince });
  }

  /** What an SLO's groups have counted, for charts. */
  histories(id: string): ReadonlyArray<{ readonly slo: Slo; readonly group: Labels; readonly history: EventHistory }> {
    return this.#slos
      .filter(({ slo }) => slo.id === id)
      .flatMap(({ slo, groups }) =>
        Array.from(groups.values(), ({ labels, history }) => ({ slo, group: labels, history })),
      );
  }
}
