import { ALERTS, LABELS } from "../../model/contract.ts";
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
  const groupsOf = (slo: Slo): RuleGroup[] => (form === "backfill" ? [backfillGroup(slo)] : ruleGroups(slo, platform));
  return printFile(form, head, service, (indent) =>
    slos
      .map((slo) => `${indent}# ${slo.source.file}:${slo.source.line}\n${printGroups(groupsOf(slo), indent)}`)
      .join(""),
  );
}

/** The rule file of the alert that always fires, whose silence the alert router takes for an outage of the alerting itself. */
export function printWatchdogFile(form: Exclude<RuleFileForm, "backfill">): string {
  const group: RuleGroup = {
    name: "slo:watchdog",
    interval: "30s",
    rules: [
      {
        alert: ALERTS.watchdog,
        expr: "vector(1)",
        labels: { [LABELS.severity]: "none" },
        annotations: { summary: "Always fires. Its silence is an outage of the alerting itself." },
      },
    ],
  };
  return printFile(form, "# Made by `slo compile`.\n", WATCHDOG_FILE, (indent) => printGroups([group], indent));
}

/** No service can be named so: names do not begin with an underscore. */
export const WATCHDOG_FILE = "_watchdog";

function printFile(form: RuleFileForm, head: string, name: string, groups: (indent: string) => string): string {
  const title = yamlText(`slo-${name.replace("_", "")}`);
  switch (form) {
    case "prometheus":
    case "backfill":
      return `${head}groups:\n${groups("  ")}`;
    case "mimir":
      return `${head}namespace: ${title}\ngroups:\n${groups("  ")}`;
    case "prometheus-operator": {
      const service = name === WATCHDOG_FILE ? "" : `    slo_service: ${yamlText(name)}\n`;
      const metadata = `metadata:\n  name: ${title}\n  labels:\n    app.kubernetes.io/managed-by: slo\n${service}`;
      return `${head}apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\n${metadata}spec:\n  groups:\n${groups("    ")}`;
    }
  }
}

function printGroups(groups: readonly RuleGroup[], indent: string): string {
  let text = "";
  for (const group of groups) {
    text += `${indent}- name: ${yamlText(group.name)}\n${indent}  interval: ${group.interval}\n${indent}  rules:\n`;
    for (const rule of group.rules) text += printRule(rule, `${indent}    `);
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
