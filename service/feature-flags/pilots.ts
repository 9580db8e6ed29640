import type { Caller, ComponentName } from "../http/operation.ts";
import type { DomainEvent, Recorder } from "../telemetry/events.ts";
import type { Logger } from "../telemetry/logger.ts";
import { cohortOf, evaluate, type FlagRules, PILOTED, variantsOf } from "./flag-rules.ts";

/** Flags that may be piloted at once: each of their variants is series of a metric. */
export const MOST_PILOTS = 3;
/** Variants that a process measures in its life; pilots come and go, and their series stay. */
const MOST_COHORTS = 60;

type Joined = Extract<DomainEvent, { type: "pilot.joined" }>;
interface Pilot {
  readonly flag: string;
  readonly rules: FlagRules;
}

/** Tells how a request has ended, by its status. */
export type End = (status: number) => void;

/** The flags that are piloted: what callers with one variant meet is measured beside what those with another do. */
export class Pilots {
  readonly #record: Recorder;
  readonly #log: Logger;
  readonly #cohorts = new Set<string>();
  readonly #refused = new Set<string>();
  #pilots = new Map<FlagRules["pilot"], Pilot[]>();

  constructor(record: Recorder, log: Logger) {
    this.#record = record;
    this.#log = log;
  }

  /** From now on these rules hold; of more pilots than may be, the first by name. */
  follow(flags: ReadonlyMap<string, FlagRules>): void {
    const all = Array.from(flags, ([flag, rules]) => ({ flag, rules }))
      .filter(({ rules }) => rules.pilot !== undefined)
      .sort((a, b) => (a.flag < b.flag ? -1 : 1))
      .slice(0, MOST_PILOTS)
      .filter((pilot) => this.#form(pilot));
    this.#pilots = Map.groupBy(all, ({ rules }) => rules.pilot);
  }

  /** Begins to measure a caller's request to a part of the business; undefined where nothing is piloted. */
  begin({ customerId, userId }: Pick<Caller, "customerId" | "userId">, component: ComponentName): End | undefined {
    const pilots = this.#pilots.get(PILOTED.find((part) => part === component));
    if (pilots === undefined) return undefined;
    const startedAt = performance.now();
    const joined = pilots.map(({ flag, rules }): Joined => {
      const evaluation = evaluate(flag, rules, customerId ?? userId);
      return { type: "pilot.joined", flag, variant: cohortOf(evaluation), reason: evaluation.reason };
    });
    for (const event of joined) this.#record(event);
    return (status) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      for (const { flag, variant } of joined)
        this.#record({ type: "pilot.request_ended", flag, variant, isFailed: status >= 500, seconds });
    };
  }

  /** Starts a pilot's series, so that the first failure in each of them is seen; whether there is room for them. */
  #form({ flag, rules }: Pilot): boolean {
    const fresh = variantsOf(rules).filter((variant) => !this.#cohorts.has(`${flag}/${variant}`));
    if (this.#cohorts.size + fresh.length > MOST_COHORTS) {
      if (!this.#refused.has(flag))
        this.#log.error({ flag }, "a pilot is not measured: this process has measured too many; restart it");
      this.#refused.add(flag);
      return false;
    }
    for (const variant of fresh) {
      this.#cohorts.add(`${flag}/${variant}`);
      this.#record({ type: "pilot.cohort_formed", flag, variant });
    }
    return true;
  }
}
