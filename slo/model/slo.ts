import type { BurnAlert } from "./burn-policy.ts";
import type { Indicator } from "./indicator.ts";
import type { Objective } from "./objective.ts";

/** A service and who answers for it. */
export interface Service {
  readonly name: string;
  readonly owner: string;
  /** 1 is the most important, 4 the least. */
  readonly tier: number;
}

/** One promise. Plain and frozen in meaning: everything a target needs, nothing it has to look up. */
export interface Slo {
  /** `<service>-<name>`; stays the same when labels, owner or objective change, so history does too. */
  readonly id: string;
  readonly name: string;
  readonly service: Service;
  /** What the customer gets, in a sentence. */
  readonly title: string;
  readonly description?: string;
  readonly objective: Objective;
  /** Rolling period in milliseconds. */
  readonly period: number;
  readonly indicator: Indicator;
  /** Labels that split the SLO: one budget for each combination of their values. */
  readonly by: readonly string[];
  /** What its recorded series and alerts carry besides its id, so that those of another cluster or tenant are not taken for them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly alerts: readonly BurnAlert[];
  /** How often Prometheus scrapes what the indicator reads (milliseconds). */
  readonly scrapeInterval: number;
  /** How long (milliseconds) the signal may be gone before an alert says so; undefined for never. */
  readonly absentAfter: number | undefined;
  readonly runbook?: string;
  /** Where a person wrote it. */
  readonly source: { readonly file: string; readonly line: number };
}

/** Seconds of a total outage that spend the whole budget. */
export function budgetSeconds(slo: Pick<Slo, "objective" | "period">): number {
  return slo.objective.errorBudget.times(slo.period).div(1000).toNumber();
}
