import type { Severity, TrafficBasis } from "../model/burn-policy.ts";
import type { ComparisonOperator } from "../model/indicator.ts";

/** A definition file as it is written, once it fits `slo.schema.json`. */
export interface Definition {
  readonly service: string;
  readonly owner: string;
  readonly tier: number;
  readonly defaults?: { readonly window?: string; readonly by?: readonly string[]; readonly alerts?: WrittenAlerts };
  readonly slos: readonly WrittenSlo[];
}

export interface WrittenSlo {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** A number is a percentage whose % is missing. */
  readonly objective: string | number;
  readonly window?: string;
  readonly by?: readonly string[];
  readonly indicator: WrittenIndicator;
  readonly runbook?: string;
  readonly alerts?: WrittenAlerts;
}

/** Exactly one key is present. */
export interface WrittenIndicator {
  readonly ratio?: { readonly bad?: string; readonly good?: string; readonly total: string };
  readonly latency?: { readonly histogram: string; readonly threshold: string; readonly native?: boolean };
  readonly probe?: { readonly gauge: string };
  readonly condition?: { readonly gauge: string; readonly op: ComparisonOperator; readonly threshold: number | string };
  readonly promql?: { readonly bad: string; readonly total: string };
}

export type WrittenAlerts = { readonly [S in Severity]?: WrittenAlert | "none" } & { readonly absent?: string };

export interface WrittenAlert {
  readonly escalation?: string;
  readonly traffic?: TrafficBasis;
  readonly tiers?: readonly WrittenTier[];
}

export interface WrittenTier {
  readonly burn_rate: number;
  readonly long_window: string;
  readonly short_window?: string;
}
