/** A share of bad events that is known to lie between two bounds, which are the same where it is known exactly. */
export interface KnownRatio {
  readonly low: number;
  readonly high: number;
}

const NOTHING = { low: 0, high: 0, total: 0, unsure: 0 };

/** Counts of good and bad events by SLO, kept apart from the service: what was really done to it. */
export class Truth {
  readonly #counts = new Map<string, { low: number; high: number; total: number; unsure: number }>();

  /** `perhaps` are events that may have been bad: a busy machine is slow where nobody made it so. */
  add(slo: string, bad: number, total: number, perhaps = 0): void {
    const before = this.#counts.get(slo) ?? NOTHING;
    this.#counts.set(slo, {
      ...before,
      low: before.low + bad,
      high: before.high + bad + perhaps,
      total: before.total + total,
    });
  }

  /** Good events so near to the edge of what was measured that they may count or not. */
  atTheEdge(slo: string, events: number): void {
    const before = this.#counts.get(slo) ?? NOTHING;
    this.#counts.set(slo, { ...before, unsure: before.unsure + events });
  }

  /** Forgets everything: what was before the first scrape cannot be in a rate. */
  clear(): void {
    this.#counts.clear();
  }

  ratios(): Map<string, KnownRatio> {
    return new Map(
      Array.from(this.#counts, ([slo, { low, high, total, unsure }]) => [
        slo,
        { low: low / (total + unsure), high: high / (total - unsure) },
      ]),
    );
  }
}
