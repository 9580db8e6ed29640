/** What the readers of rule files take at most. */
export interface RuleLimits {
  /** Rules in a group. */
  readonly rulesPerGroup: number;
  /** Groups that one tenant of Mimir may have. */
  readonly groupsPerTenant: number;
  /** Bytes of one PrometheusRule. */
  readonly resourceBytes: number;
}

export const RULE_LIMITS: RuleLimits = {
  // Mimir's ruler_max_rules_per_rule_group and ruler_max_rule_groups_per_tenant (https://grafana.com/docs/mimir/latest/configure/configuration-parameters/#limits).
  rulesPerGroup: 20,
  groupsPerTenant: 70,
  // `kubectl apply` keeps a copy in an annotation, and annotations hold 262,144 bytes; etcd would take about a megabyte, a ConfigMap of the operator half of one.
  resourceBytes: 250_000,
};

/** The fewest rules a group may be allowed: a page needs more than this only with three tiers or more, and is then told a little later. */
export const LEAST_RULES_PER_GROUP = 10;
