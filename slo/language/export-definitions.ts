import { stringify } from "yaml";
import { type Finding, finding, type Place } from "../../foundation/findings/finding.ts";
import { expressionsOf } from "../model/indicator.ts";
import { MetricCatalogue } from "../model/metric-catalogue.ts";
import type { Slo } from "../model/slo.ts";
import { formatDuration } from "../promql/duration.ts";
import { printExpression } from "../promql/print.ts";
import { DIALECTS } from "./dialects/read-dialects.ts";
import { EXPORT_RULES } from "./dialects/rules.ts";
import { readDefinitions } from "./read-definitions.ts";
import type { ReadingConfig } from "./read-foreign.ts";

/** A file of another tool. */
export interface ExportedText {
  readonly name: string;
  readonly text: string;
}

/** The tools that promises can be written for, by the words that people use. */
export const EXPORT_TOOLS = DIALECTS.map(({ name }) => name.toLowerCase());

/**
 * SLOs as files of another tool (one of `EXPORT_TOOLS`). What was written is read again: whatever does not come back as it was is a
 * loss, a warning at the SLO.
 */
export function exportDefinitions(
  slos: readonly Slo[],
  tool: string,
  config: ReadingConfig & { readonly consoleUrl: string },
): { readonly files: readonly ExportedText[]; readonly losses: readonly Finding[] } {
  const dialect = DIALECTS.find(({ name }) => name.toLowerCase() === tool);
  if (dialect === undefined) throw new Error(`there is no tool ${tool}`);
  const files = dialect.write(slos, config).map(({ name, objects }) => ({
    name,
    text: objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n"),
  }));
  const context = { config, catalogue: new MetricCatalogue([]) };
  const again = readDefinitions(
    files.map(({ name, text }) => ({ path: name, text })),
    context,
  );
  const byId = new Map(again.value.map((slo) => [slo.id, slo]));
  return { files, losses: slos.flatMap((slo) => lossesOf(slo, byId.get(slo.id), dialect.name)) };
}

function lossesOf(slo: Slo, again: Slo | undefined, tool: string): Finding[] {
  const place: Place = { ...slo.source, column: 1, length: 1, excerpt: "" };
  const told = (rule: keyof typeof EXPORT_RULES, wrong: string, advice: string): Finding =>
    finding(EXPORT_RULES[rule], place, `${slo.id}: ${wrong}`, advice);
  if (again === undefined) {
    const wrong = `${tool} cannot say what this ${slo.indicator.kind} measures; it is left out`;
    return [told("export-missing", wrong, "Keep this promise here.")];
  }
  const before = promiseOf(slo);
  const after = promiseOf(again);
  return PARTS.flatMap(([part, rule, advice]) => {
    const [was, is] = [before[part], after[part]];
    return was === is ? [] : [told(rule, `${part} \`${was}\` comes back as \`${is}\``, advice)];
  });
}

/** What a promise says, part by part, as texts that can be compared and shown. */
interface Said {
  readonly objective: string;
  readonly window: string;
  readonly indicator: string;
  readonly page: string;
  readonly ticket: string;
  readonly absence: string;
  readonly texts: string;
}

const PARTS: readonly (readonly [keyof Said, keyof typeof EXPORT_RULES, string])[] = [
  ["objective", "export-promise", "Write it in fewer digits."],
  ["window", "export-promise", "Give the tool the window in its own way; docs/dialects.md says how."],
  ["indicator", "export-indicator", "It counts the same; compare the two with `slo prove`."],
  ["page", "export-alerts", "The tool has conditions of its own; docs/dialects.md lists them."],
  ["ticket", "export-alerts", "The tool has conditions of its own; docs/dialects.md lists them."],
  ["absence", "export-alerts", "Watch the metric with a rule of your own there."],
  ["texts", "export-texts", "Say it in the tool's own files."],
];

function promiseOf(slo: Slo): Said {
  const { indicator } = slo;
  const alert = (severity: string): string => {
    const own = slo.alerts.find((one) => one.severity === severity);
    if (own === undefined) return "none";
    const tiers = own.tiers.map(
      ({ burnRate, longWindow, shortWindow }) =>
        `${burnRate.round(4).toString()}x over ${formatDuration(longWindow)} and ${formatDuration(shortWindow)}`,
    );
    return `${tiers.join(", ")}, of the ${own.traffic}'s traffic, to ${own.escalation}`;
  };
  const expressions = Object.entries(expressionsOf(indicator)).map(
    ([key, expression]) => `${key} ${printExpression(expression, "$window")}`,
  );
  const limit =
    "threshold" in indicator
      ? ` ${"operator" in indicator ? indicator.operator : ""} ${indicator.threshold.toFixed()}`
      : "";
  const by = slo.by.length === 0 ? "" : ` by ${slo.by.toSorted().join(", ")}`;
  return {
    objective: slo.objective.text,
    window: formatDuration(slo.period),
    indicator: `${indicator.kind}: ${expressions.join("; ")}${limit}${by}`,
    page: alert("page"),
    ticket: alert("ticket"),
    absence: slo.absentAfter === undefined || slo.alerts.length === 0 ? "none" : formatDuration(slo.absentAfter),
    texts: [slo.title, slo.description ?? "", slo.runbook ?? "none", slo.service.owner, slo.service.tier].join(" | "),
  };
}
