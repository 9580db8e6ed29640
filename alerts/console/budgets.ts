import type { Logger } from "pino";
import { type IncidentRecord, worstAbout } from "../incidents/records.ts";
import { sloOf } from "./incidents-page.ts";
import type { SloSource, SloView } from "./slo-source.ts";

const KEPT_MS = 10_000;

/** What is left of the budget that an incident spends; undefined when nobody knows. */
export function budgetOf(views: readonly SloView[], record: IncidentRecord): number | undefined {
  const { labels } = worstAbout(record);
  const slo = sloOf(record);
  const view = views.find(
    ({ id, group }) => id === slo && Object.entries(group).every(([name, value]) => labels[name] === value),
  );
  return view?.budgetRemaining;
}

/** Budgets for the list of incidents, asked for now and then: the list must come also when nobody knows them. */
export class Budgets {
  readonly #slos: SloSource | undefined;
  readonly #now: () => number;
  readonly #log: Logger;
  #known: readonly SloView[] = [];
  #askedAt = 0;

  constructor(slos: SloSource | undefined, now: () => number, log: Logger) {
    this.#slos = slos;
    this.#now = now;
    this.#log = log;
  }

  async read(): Promise<readonly SloView[]> {
    if (this.#slos !== undefined && Math.abs(this.#now() - this.#askedAt) > KEPT_MS) {
      this.#askedAt = this.#now();
      this.#known = await this.#slos.fleet().catch((error: unknown) => {
        this.#log.warn({ err: error }, "the budgets are not known");
        return [];
      });
    }
    return this.#known;
  }
}
