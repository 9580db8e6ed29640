import type { Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { yamlText } from "../yaml-text.ts";
import type { AlertingRule, RecordingRule, RuleGroup } from "./rule.ts";
import { backfillGroup, ruleGroups } from "./rule-groups.ts";

/** The forms in which rulers take the same groups; `backfill` holds only what promtool needs to write the past. */
export type RuleFileForm = "prometheus" | "prometheus-operator" | "mimir" | "backfill";

/** The rule file of one service. Byte-stable: it depends on nothing but the SLOs and the platform. */
export function printRuleFile(form: RuleFileForm, service: string, slos: readonly Slo[], platform: Platform): string {
  const files = [...new Set(slos.map((slo) => slo.source.file))];
  const head = `# Made from ${files.join(", ")} by \`slo compile\`. Edit that instead.\n`;
  const groups = (slo: Slo): RuleGroup[] => ruleGroups(slo, platform);
  switch (form) {
    case "prometheus":
      return `${head}groups:\n${printGroups(slos, groups, "  ")}`;
    case "backfill":
      return `${head}groups:\n${printGroups(slos, (slo) => [backfillGroup(slo)], "  ")}`;
    case "mimir":
      return `${head}namespace: ${yamlText(`slo-${service}`)}\ngroups:\n${printGroups(slos, groups, "  ")}`;
    case "prometheus-operator": {
      const metadata = `metadata:\n  name: ${yamlText(`slo-${service}`)}\n  labels:\n    app.kubernetes.io/managed-by: slo\n    slo_service: ${yamlText(service)}\n`;
      return `${head}apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n${metadata}spec:\n  groups:\n${printGroups(slos, groups, "    ")}`;
    }
  }
}

function printGroups(slos: readonly Slo[], groupsOf: (slo: Slo) => RuleGroup[], indent: string): string {
  let text = "";
  for (const slo of slos) {
    text += `${indent}# ${slo.source.file}:${slo.source.line}\n`;
    for (const group of groupsOf(slo)) {
      text += `${indent}- name: ${yamlText(group.name)}\n${indent}  interval: ${group.interval}\n${indent}  rules:\n`;
      for (const rule of group.rules) text += printRule(rule, `${indent}    `);
    }
  }
  return text;
}

function printRule(rule: RecordingRule | AlertingRule, indent: string): string {
  const head = "record" in rule ? `record: ${rule.record}` : `alert: ${rule.alert}`;
  const wait = "for" in rule ? `${indent}  for: ${rule.for}\n` : "";
  const annotations = "annotations" in rule ? printMap("annotations", rule.annotations, indent) : "";
  return `${indent}- ${head}\n${indent}  expr: ${printExpr(rule.expr, indent)}\n${wait}${printMap("labels", rule.labels, indent)}${annotations}`;
}

/** A literal block needs no escapes, so an expression reads as Prometheus sees it. */
function printExpr(expr: string, indent: string): string {
  return `|-\n${indent}    ${expr.replaceAll("\n", `\n${indent}    `)}`;
}

function printMap(key: string, map: Readonly<Record<string, string>>, indent: string): string {
  const lines = Object.entries(map).map(([name, value]) => `${indent}    ${name}: ${yamlText(value)}\n`);
  return `${indent}  ${key}:\n${lines.join("")}`;
}
