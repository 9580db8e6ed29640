import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { hash } from "./hash.ts";
import type { Labels, Seconds } from "./sample-series.ts";

export interface Rule {
  readonly kind: "record" | "alert";
  /** The recorded metric, or the alert's name. */
  readonly name: string;
  readonly expression: string;
  readonly labels: Labels;
  /** How long an alert's expression must hold before it fires. */
  readonly for: Seconds;
  readonly group: RuleGroup;
  /** Its place in the group. */
  readonly position: number;
}

export interface RuleGroup {
  readonly name: string;
  readonly interval: Seconds;
  /** When within each interval the group is evaluated. Prometheus spreads its groups so by a hash of their names. */
  readonly offset: Seconds;
}

interface RuleText {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string | number;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: unknown;
}

interface RuleFileText {
  readonly groups?: ReadonlyArray<{ readonly name: string; readonly interval?: string; readonly rules: RuleText[] }>;
}

/** What of a rule this harness evaluates; another key would make it answer otherwise than Prometheus. */
const KNOWN_KEYS = new Set(["record", "alert", "expr", "for", "labels", "annotations"]);

/** The rules of Prometheus rule files, in their order. */
export function readRuleFiles(paths: readonly string[]): Rule[] {
  return paths.flatMap((path) => {
    const file: RuleFileText = parse(readFileSync(path, "utf8"));
    return (file.groups ?? []).flatMap(({ name, interval = "1m", rules }) => {
      const every = seconds(interval);
      const group = { name, interval: every, offset: hash(name) % every };
      return rules.map((rule, position) => ruleOf(rule, group, position));
    });
  });
}

function ruleOf(text: RuleText, group: RuleGroup, position: number): Rule {
  const name = text.record ?? text.alert ?? "";
  const unknown = Object.keys(text).filter((key) => !KNOWN_KEYS.has(key));
  if (unknown.length > 0) throw new Error(`${group.name}: ${name}: the harness does not know ${unknown.join(", ")}`);
  const labels = text.labels ?? {};
  if (Object.values(labels).some((value) => value.includes("{{"))) {
    throw new Error(`${group.name}: ${name}: the harness does not know templates in labels`);
  }
  return {
    kind: text.record === undefined ? "alert" : "record",
    name,
    expression: String(text.expr),
    labels,
    for: seconds(text.for ?? "0s"),
    group,
    position,
  };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** A Prometheus duration such as `1h30m`. */
function seconds(duration: string): Seconds {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.map(([part]) => part).join("") !== duration) throw new Error(`not a duration: ${duration}`);
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
}
