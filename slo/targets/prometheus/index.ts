import type { Target } from "../target.ts";
import type { RuleGroup } from "./rule.ts";
import { backfillGroups, ruleGroups } from "./rule-groups.ts";
import { ruleFile, ruler } from "./ruler.ts";
import { unitTests } from "./unit-tests/unit-tests.ts";

export { mimir } from "./mimir.ts";
export { prometheusOperator } from "./operator.ts";

const plain = (groups: readonly RuleGroup[]) => ({ groups });
const rules = ruler("prometheus/rules", plain);

/** Rule files for Prometheus, each with the promtool tests that prove its alerts and the rules that backfill its past. */
export const prometheus: Target = {
  ...rules,
  ofService: (service, own) => {
    const groups = new Map(own.slos.map((slo) => [slo, ruleGroups(slo, own)]));
    const isSplit = Array.from(groups.values()).some((ofSlo) => ofSlo.length > 2);
    // Where there are no parts that read each other, promtool's own order will do.
    const inOrder = isSplit ? Array.from(groups.values()).flatMap((ofSlo) => ofSlo.map(({ name }) => name)) : [];
    return {
      files: [
        ruleFile(`prometheus/rules/${service}.yaml`, own.slos, (slo) => groups.get(slo) ?? [], plain),
        ruleFile(`prometheus/backfill/${service}.yaml`, own.slos, backfillGroups, plain),
        {
          path: `prometheus/tests/${service}.test.yaml`,
          format: "rule-tests",
          head: "# Made by `slo compile`. Run it with: promtool test rules <this file>\n",
          value: unitTests(`../rules/${service}.yaml`, own, inOrder),
        },
      ],
      losses: [],
    };
  },
};
