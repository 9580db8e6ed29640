import { RULE_LIMITS } from "../../model/rule-limits.ts";
import type { Compilation, Loss, Target } from "../target.ts";
import { ruler, title } from "./ruler.ts";

const rules = ruler("mimir", (groups, service) => ({ namespace: title(service), groups }));

/** The same rules as Mimir namespaces, for `mimirtool rules load`. */
export const mimir: Target = {
  ...rules,
  ofAll: (all, losses) => ({ ...rules.ofAll(all, losses), losses: groupsOverLimit(all) }),
};

/** One tenant's rules cannot be divided, because they are read together: that it needs more groups than it may have is said. */
function groupsOverLimit({ slos, platform }: Compilation): Loss[] {
  const { groupsPerTenant } = platform.ruleLimits ?? RULE_LIMITS;
  // Two for each SLO and the watchdog's; what was split has more.
  const groups = 2 * slos.length + 1;
  if (groups <= groupsPerTenant) return [];
  const message = `Mimir takes ${groupsPerTenant} rule groups of a tenant, and these are ${groups} or more: set its ruler_max_rule_groups_per_tenant, and groups_per_tenant under rule_limits in slo/config.yaml.`;
  return [{ name: "mimir-groups", slo: "*", message }];
}
