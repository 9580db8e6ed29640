/** Where the console's SLO pages get their numbers: the embedded engine, or Prometheus. */
export interface SloSource {
  readonly fleet: () => Promise<readonly SloView[]>;
  /** All groups of one SLO; undefined when there is no such SLO. */
  readonly detail: (id: string) => Promise<SloDetail | undefined>;
}

export type BurnState = "OK" | "Increasing" | "Recovering" | "Critical" | "No data";

/** One SLO, or one group of an SLO that is split. What is not known is undefined: no data never looks healthy. */
export interface SloView {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly owner: string;
  /** The labels that split the SLO. */
  readonly group: Readonly<Record<string, string>>;
  /** 0 to 1. */
  readonly objective: number;
  readonly periodDays: number;
  /** 1 is all of it, 0 none, negative more than all. */
  readonly budgetRemaining: number | undefined;
  /** Over the last hour; 1 spends the budget in exactly the period. */
  readonly burnRate: number | undefined;
  /** Bad events of the period, 0 to 1. */
  readonly errorRatio: number | undefined;
  readonly state: BurnState;
}

/** Unix milliseconds and a value. */
export type Point = readonly [number, number];

export interface SloDetail {
  readonly views: readonly SloView[];
  readonly runbook: string | undefined;
  /** Burn rates above which a page fires, with their windows. */
  readonly thresholds: ReadonlyArray<{ readonly burnRate: number; readonly label: string }>;
  /** Remaining budget over the period, by group. */
  readonly burnDown: ReadonlyArray<{ readonly name: string; readonly points: readonly Point[] }>;
  /** Burn rates of the last hours, by group and window. */
  readonly burnRates: ReadonlyArray<{ readonly name: string; readonly points: readonly Point[] }>;
}
