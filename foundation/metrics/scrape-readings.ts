import type { Logger } from "pino";
import type { CounterName, Declarations, GaugeName, LabelsOf } from "./declaration.ts";
import type { Labels } from "./labelled-series.ts";

type ReadName<Declared extends Declarations> = GaugeName<Declared> | CounterName<Declared>;

/** Reads a gauge, or a counter that somebody else counts, at each scrape: one entry for each set of label values. */
export interface ScrapeReading<Declared extends Declarations, Name extends ReadName<Declared> = ReadName<Declared>> {
  readonly name: Name;
  /** Rejects when the value cannot be known; the metric is then absent from that scrape. */
  readonly read: () => Promise<ReadonlyArray<readonly [LabelsOf<Declared, Name>, number]>>;
}

type Values = ReadonlyArray<readonly [Labels, number]>;

interface AnyReading {
  readonly name: string;
  readonly read: () => Promise<Values>;
}

const READ_WITHIN_MS = 2_000;

/** Reads all at once, each within two seconds. What cannot be read has no values. */
export class ScrapeReadings {
  readonly #readings: AnyReading[] = [];
  readonly #asked = new Map<AnyReading, Promise<Values>>();
  /** The readings that failed last time: each failure is logged once. */
  readonly #failing = new Set<AnyReading>();
  readonly #log: Pick<Logger, "warn">;

  constructor(log: Pick<Logger, "warn">) {
    this.#log = log;
  }

  add(readings: readonly AnyReading[]): void {
    this.#readings.push(...readings);
  }

  /** The values of every metric that has a reading; those of several readings of one metric are put together. */
  async readAll(): Promise<Map<string, Values>> {
    const read = await Promise.all(
      this.#readings.map(async (reading) => [reading.name, await this.#read(reading)] as const),
    );
    const all = new Map<string, Values>();
    for (const [name, values] of read) all.set(name, [...(all.get(name) ?? []), ...values]);
    return all;
  }

  async #read(reading: AnyReading): Promise<Values> {
    try {
      const values = await within(READ_WITHIN_MS, this.#ask(reading));
      for (const [, value] of values) {
        // A database's driver may answer with text, whatever the types say.
        if (!Number.isFinite(value)) throw new TypeError(`${JSON.stringify(value)} is not a number`);
      }
      this.#failing.delete(reading);
      return values;
    } catch (error) {
      if (!this.#failing.has(reading)) this.#log.warn({ err: error, metric: reading.name }, "a metric cannot be read");
      this.#failing.add(reading);
      return [];
    }
  }

  /** A reading that is late is waited for again and not asked twice: scrapes must not pile up on a slow database. */
  #ask(reading: AnyReading): Promise<Values> {
    let asked = this.#asked.get(reading);
    if (asked === undefined) {
      asked = reading.read().finally(() => this.#asked.delete(reading));
      this.#asked.set(reading, asked);
    }
    return asked;
  }
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
