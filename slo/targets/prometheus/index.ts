import { LABELS } from "../../model/contract.ts";
import { RULE_LIMITS } from "../../model/rule-limits.ts";
import type { Slo } from "../../model/slo.ts";
import type { Compilation, Loss, OutputFile, Target, YamlMap } from "../target.ts";
import { textOf } from "../text.ts";
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
        value: unitTests(`../rules/${service}.yaml`, own, ruleGroupsInOrder(own)),
      },
    ],
    losses: [],
  }),
};

/** The same rules as `PrometheusRule` resources of the Prometheus Operator: as many for a service as it takes to keep each small. */
export const prometheusOperator: Target = {
  ofService: (service, own) => {
    const parts = resourcesOf(service, own);
    const limit = (own.platform.ruleLimits ?? RULE_LIMITS).resourceBytes;
    const files = parts.map((slos, index) => {
      const part = parts.length === 1 ? undefined : index + 1;
      const [file] = operator(part).ofService(service, { ...own, slos }).files;
      if (file === undefined || !("head" in file) || part === undefined) return file;
      const note = `# ${part} of ${parts.length}: a PrometheusRule has at most ${limit} bytes (rule_limits in slo/config.yaml).\n`;
      return { ...file, head: file.head + note };
    });
    return { files: files.filter((file) => file !== undefined), losses: [] };
  },
  ofAll: operator(undefined).ofAll,
};

/** No service can be named as a part is: names have no dots. */
function operator(part: number | undefined): Target {
  const suffix = part === undefined || part === 1 ? "" : `.${part}`;
  return ruler("prometheus-operator", (groups, service) => resource(groups, service, suffix), suffix);
}

const resource = (groups: readonly RuleGroup[], service: string | undefined, suffix: string): YamlMap => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: {
    name: `${title(service)}${suffix}`,
    labels: {
      "app.kubernetes.io/managed-by": "slo",
      ...(service === undefined ? {} : { [LABELS.service]: service }),
    },
  },
  spec: { groups },
});

/** The SLOs of each resource of a service. */
function resourcesOf(service: string, own: Compilation): Slo[][] {
  const { resourceBytes } = own.platform.ruleLimits ?? RULE_LIMITS;
  const parts: Slo[][] = [[]];
  let bytes = 0;
  for (const slo of own.slos) {
    const [file] = operator(undefined).ofService(service, { ...own, slos: [slo] }).files;
    // With a head for each of them, which is more than the whole will have.
    const size = file === undefined ? 0 : Buffer.byteLength(textOf(file));
    if (bytes > 0 && bytes + size > resourceBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(slo);
    bytes += size;
  }
  return parts;
}

const mimirRules = ruler("mimir", (groups, service) => ({ namespace: title(service), groups }));

/** The same rules as Mimir namespaces, for `mimirtool rules load`. */
export const mimir: Target = {
  ...mimirRules,
  ofAll: (all, losses) => ({ ...mimirRules.ofAll(all, losses), losses: groupsOverLimit(all) }),
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

/** The names of the groups in the order in which they read each other; none where promtool's own order will do. */
function ruleGroupsInOrder(own: Compilation): string[] {
  const all = own.slos.map((slo) => ruleGroups(slo, own));
  return all.some((groups) => groups.length > 2) ? all.flat().map(({ name }) => name) : [];
}

/** The form in which a ruler takes groups: those of a service, or those of none. */
type Wrap = (groups: readonly RuleGroup[], service: string | undefined) => YamlMap;

function ruler(folder: string, wrap: Wrap, suffix = ""): Target {
  return {
    ofService: (service, own) => ({
      files: [
        ruleFile(
          `${folder}/${service}${suffix}.yaml`,
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
    const split =
      own.length > 2 ? `, in ${own.length} groups: one holds no more rules (rule_limits in slo/config.yaml)` : "";
    if (own[0] !== undefined) notes.set(own[0], `${slo.source.file}:${slo.source.line}${split}`);
    return own;
  });
  const files = [...new Set(slos.map(({ source }) => source.file))];
  const head = `# Made from ${files.join(", ")} by \`slo compile\`. Edit that instead.\n`;
  return { path, format: "rules", head, value: wrap(groups), notes };
}

function title(service = "watchdog"): string {
  return `slo-${service}`;
}
