import type { Slo } from "../../model/slo.ts";
import type { OutputFile, Target, YamlMap } from "../target.ts";
import type { RuleGroup } from "./rule.ts";
import { ruleGroups, watchdogGroup } from "./rule-groups.ts";

/** The form in which a ruler takes groups: those of a service, or those of none. */
export type Wrap = (groups: readonly RuleGroup[], service: string | undefined) => YamlMap;

/** A target that writes the rules of each service, and the watchdog's, as one ruler takes them. `suffix` names a part of a service. */
export function ruler(folder: string, wrap: Wrap, suffix = ""): Target {
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
export function ruleFile(
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

/** What a service's rules are called where they are loaded. */
export function title(service = "watchdog"): string {
  return `slo-${service}`;
}
