import { LABELS } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import type { OutputFile, Target, YamlMap } from "../target.ts";
import type { RuleGroup } from "./rule.ts";
import { backfillGroups, ruleGroups, watchdogGroup } from "./rule-groups.ts";
import { unitTests } from "./unit-tests/unit-tests.ts";

const rules = ruler("prometheus/rules", (groups) => ({ groups }));

/** Rule files for Prometheus, each with the promtool tests that prove its alerts and the rules that backfill its past. */
export const prometheus: Target = {
  ...rules,
  ofService: (service, own) => ({
    files: [
      ...rules.ofService(service, own).files,
      ruleFile(`prometheus/backfill/${service}.yaml`, own.slos, backfillGroups, (groups) => ({ groups })),
      {
        path: `prometheus/tests/${service}.test.yaml`,
        format: "rule-tests",
        head: "# Made by `slo compile`. Run it with: promtool test rules <this file>\n",
        value: unitTests(`../rules/${service}.yaml`, own),
      },
    ],
    losses: [],
  }),
};

/** The same rules as `PrometheusRule` resources of the Prometheus Operator. */
export const prometheusOperator = ruler("prometheus-operator", (groups, service) => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: {
    name: title(service),
    labels: {
      "app.kubernetes.io/managed-by": "slo",
      ...(service === undefined ? {} : { [LABELS.service]: service }),
    },
  },
  spec: { groups },
}));

/** The same rules as Mimir namespaces, for `mimirtool rules load`. */
export const mimir = ruler("mimir", (groups, service) => ({ namespace: title(service), groups }));

/** The form in which a ruler takes groups: those of a service, or those of none. */
type Wrap = (groups: readonly RuleGroup[], service: string | undefined) => YamlMap;

function ruler(folder: string, wrap: Wrap): Target {
  return {
    ofService: (service, own) => ({
      files: [
        ruleFile(
          `${folder}/${service}.yaml`,
          own.slos,
          (slo) => ruleGroups(slo, own),
          (groups) => wrap(groups, service),
        ),
      ],
      losses: [],
    }),
    ofAll: (all) => ({
      files: [
        {
          // No service can be named so: names do not begin with an underscore.
          path: `${folder}/_watchdog.yaml`,
          format: "rules",
          head: "# Made by `slo compile`.\n",
          value: wrap([watchdogGroup(all)], undefined),
        },
      ],
      losses: [],
    }),
  };
}

/** Where each SLO was written stands above its groups. */
function ruleFile(
  path: string,
  slos: readonly Slo[],
  groupsOf: (slo: Slo) => readonly RuleGroup[],
  wrap: (groups: readonly RuleGroup[]) => YamlMap,
): OutputFile {
  const notes = new Map<YamlMap, string>();
  const groups = slos.flatMap((slo) => {
    const own = groupsOf(slo);
    if (own[0] !== undefined) notes.set(own[0], `${slo.source.file}:${slo.source.line}`);
    return own;
  });
  const files = [...new Set(slos.map(({ source }) => source.file))];
  const head = `# Made from ${files.join(", ")} by \`slo compile\`. Edit that instead.\n`;
  return { path, format: "rules", head, value: wrap(groups), notes };
}

function title(service = "watchdog"): string {
  return `slo-${service}`;
}
