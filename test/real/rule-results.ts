import type { Points } from "./prometheus-api.ts";
import type { Rule } from "./rule-files.ts";
import type { Labels } from "./sample-series.ts";

/**
 * A rule's results under the labels that the rule gives them. Two results may become one series if they take turns; Prometheus
 * fails the evaluation at which both are there, so this throws.
 */
export function underRuleLabels(rule: Rule, results: readonly Points[]): Points[] {
  const merged = new Map<string, Points>();
  for (const { labels, points } of results) {
    const given = withRuleLabels(rule, labels);
    const identity = identityOf(given);
    const other = merged.get(identity);
    merged.set(identity, { labels: given, points: other === undefined ? points : inTurns(rule, other.points, points) });
  }
  return [...merged.values()];
}

export function identityOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function withRuleLabels(rule: Rule, { __name__: _, ...labels }: Labels): Labels {
  const given = { ...labels, ...rule.labels, ...(rule.kind === "record" ? { __name__: rule.name } : {}) };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

function inTurns(rule: Rule, left: Points["points"], right: Points["points"]): Points["points"] {
  const both = [...left, ...right].sort(([a], [b]) => a - b);
  const clash = both.find(([time], index) => time === both[index + 1]?.[0]);
  if (clash === undefined) return both;
  throw new Error(
    `${rule.group.name}: ${rule.name}: two results with the same labels after applying the rule's labels, at ${clash[0]}`,
  );
}
