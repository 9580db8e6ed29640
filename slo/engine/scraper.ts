import { setTimeout as sleep } from "node:timers/promises";
import type { ExposedSample } from "./exposition.ts";
import { probe } from "./probe.ts";
import { scrape } from "./scrape.ts";
import type { TargetLabels } from "./series-store.ts";

/** Where metrics come from: a page of metrics, or an address that is asked as a customer would. */
export interface Target extends TargetLabels {
  readonly kind: "metrics" | "probe";
  readonly url: string;
}

/** How one target answered last. */
export interface TargetState extends Target {
  /** Why there were no metrics; undefined when there were. */
  readonly problem: string | undefined;
}

/** What one target exposed. */
export interface Answer {
  readonly target: Target;
  readonly samples: readonly ExposedSample[];
}

export interface ScraperOptions {
  readonly targets: readonly Target[];
  /** Reads a page of metrics; what it throws is the target's problem. */
  readonly read: (text: string) => readonly ExposedSample[];
  /** How long a target may take to answer (milliseconds). */
  readonly withinMs: number;
  /** Is told in one line when a target's problem changes, not at every scrape. */
  readonly warn: (message: string) => void;
}

/** Asks targets for their metrics, each at its own speed: one that is silent keeps nobody waiting. */
export class Scraper {
  readonly #options: ScraperOptions;
  readonly #asking = new Map<Target, Promise<void>>();
  readonly #problems = new Map<Target, string>();
  readonly #stopping = new AbortController();
  #arrived: Answer[] = [];

  constructor(options: ScraperOptions) {
    this.#options = options;
  }

  /** Asks every target that owes no answer, and gives what has come after `patienceMs` at most; the rest comes with the next call. */
  async answers(patienceMs: number): Promise<readonly Answer[]> {
    for (const target of this.#options.targets) {
      if (!this.#asking.has(target))
        this.#asking.set(
          target,
          this.#ask(target).finally(() => this.#asking.delete(target)),
        );
    }
    const ended = new AbortController();
    await Promise.race([
      Promise.all(this.#asking.values()),
      sleep(patienceMs, undefined, { signal: ended.signal }).catch(() => undefined),
    ]);
    ended.abort();
    const arrived = this.#arrived;
    this.#arrived = [];
    return arrived;
  }

  states(): readonly TargetState[] {
    return this.#options.targets.map((target) => ({ ...target, problem: this.#problems.get(target) }));
  }

  /** Leaves no question open. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#asking.values());
  }

  async #ask(target: Target): Promise<void> {
    const { read, withinMs, warn } = this.#options;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(withinMs)]);
    const before = this.#problems.get(target);
    try {
      const samples =
        target.kind === "metrics" ? read(await scrape(target.url, signal)) : await probe(target.url, signal);
      // A probe that we ended ourselves says nothing of its target.
      if (this.#stopping.signal.aborted) return;
      this.#arrived.push({ target, samples });
      this.#problems.delete(target);
      if (before !== undefined) warn(`${target.url} is back`);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      const problem = signal.aborted ? `it did not answer within ${withinMs / 1_000} s` : message;
      this.#problems.set(target, problem);
      if (problem !== before) warn(`${target.url} cannot be scraped: ${problem}`);
    }
  }
}
