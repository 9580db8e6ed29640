export type Labels = Readonly<Record<string, string>>;

/** The series of one metric, found by the values of their labels. */
export class LabelledSeries<Series> {
  readonly #labelNames: readonly string[];
  readonly #start: (labels: Labels) => Series;
  readonly #series = new Map<string, Series>();

  /** `start` makes a series when it is first asked for. */
  constructor(labelNames: readonly string[], start: (labels: Labels) => Series) {
    this.#labelNames = labelNames;
    this.#start = start;
  }

  /** Throws when a label has no value. */
  get(labels: Labels): Series {
    let key = "";
    for (const name of this.#labelNames) {
      const value = labels[name];
      if (value === undefined) throw new TypeError(`the label ${name} has no value`);
      // With its length, so that no two lists of values make one key.
      key += `${value.length}:${value}`;
    }
    let series = this.#series.get(key);
    if (series === undefined) {
      series = this.#start(labels);
      this.#series.set(key, series);
    }
    return series;
  }

  all(): Series[] {
    return [...this.#series.values()];
  }

  clear(): void {
    this.#series.clear();
  }
}
