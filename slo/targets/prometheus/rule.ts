import { LABELS } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import { quote } from "../../promql/string-literal.ts";

/** Prometheus rules as values (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/). */

export type RecordingRule = {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
};

export type AlertingRule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

export type RuleGroup = {
  readonly name: string;
  readonly interval: string;
  /** Rules are evaluated in order; a later one sees what an earlier one just recorded. */
  readonly rules: readonly (RecordingRule | AlertingRule)[];
};

/**
 * A recorded series of one SLO. Every selector on a recorded series names its SLO, so that two SLOs over one metric never mix, and what else
 * the configuration says of it, so that two clusters do not.
 */
export function recorded(name: string, { id, labels }: Pick<Slo, "id" | "labels">): string {
  const matchers = Object.entries({ [LABELS.slo]: id, ...labels }).map(([label, value]) => `${label}=${quote(value)}`);
  return `${name}{${matchers.join(", ")}}`;
}

/** The labels that identify what is recorded. */
export function identity({ id, service, labels }: Pick<Slo, "id" | "service" | "labels">): Record<string, string> {
  return { ...labels, [LABELS.slo]: id, [LABELS.service]: service.name };
}
