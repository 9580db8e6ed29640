import { join } from "node:path";
import type { Finding } from "../../foundation/findings/finding.ts";
import { loadSchema } from "../../foundation/findings/schema.ts";
import { type Path, YamlSource } from "../../foundation/findings/yaml-source.ts";
import { parseObjective } from "../model/objective.ts";
import { isPeriod } from "../model/period.ts";
import type { Service, Slo } from "../model/slo.ts";
import { parseDuration } from "../promql/duration.ts";
import type { Config } from "./config.ts";
import type { DefinedSlo } from "./defined-slo.ts";
import type { Definition, WrittenSlo } from "./definition.ts";
import { interpretAlerts } from "./interpret-alerts.ts";
import { interpretIndicator } from "./interpret-indicator.ts";
import type { RuleName } from "./rules.ts";

const schema = loadSchema<Definition>(join(import.meta.dirname, "slo.schema.json"));

/** Where an interpretation says what it finds; `path` is relative to the SLO. */
export type Report = (
  rule: RuleName,
  path: Path,
  message: string,
  help: string,
  within?: { from: number; to: number },
) => void;

/** Reads the text of one definition file into SLOs. An SLO with a finding is left out; the others go on to the checks. */
export function interpret(
  path: string,
  text: string,
  config: Pick<Config, "period">,
): { slos: DefinedSlo[]; findings: Finding[] } {
  const source = YamlSource.parse(path, text);
  if (Array.isArray(source)) return { slos: [], findings: source };
  const { definition, places, findings } = readDefinition(source);
  if (definition === undefined) return { slos: [], findings };
  const service: Service = { name: definition.service, owner: definition.owner, tier: definition.tier };
  const slos = definition.slos.flatMap((written, index): DefinedSlo[] => {
    const at: Path = ["slos", places[index] ?? index];
    const report: Report = (rule, inner, message, help, within) => {
      const place = [...at, ...inner];
      findings.push(
        source.diagnose(rule, within ? source.spanWithin(place, within) : source.span(place), message, help),
      );
    };
    const slo = interpretSlo(written, definition, service, config, report);
    if (slo === undefined) return [];
    const { line } = source.file.position(source.span(at).from);
    return [{ slo: { ...slo, source: { file: path, line } }, source, path: at }];
  });
  return { slos, findings };
}

interface ReadDefinition {
  readonly definition: Definition | undefined;
  /** For each SLO of the definition, its place in the file. */
  readonly places: readonly number[];
  readonly findings: Finding[];
}

/** The definition without the SLOs that do not fit the schema, so that one broken SLO does not hide what is wrong with the others. */
function readDefinition(source: YamlSource): ReadDefinition {
  const checked = schema.check(source);
  if ("value" in checked) return { definition: checked.value, places: [...checked.value.slos.keys()], findings: [] };
  const { findings, paths } = checked;
  const broken = new Set(paths.map(([list, index]) => (list === "slos" ? index : undefined)));
  const value = source.value();
  if (broken.has(undefined) || !isRecord(value) || !Array.isArray(value["slos"]))
    return { definition: undefined, places: [], findings };
  const slos: unknown[] = value["slos"];
  const places = [...slos.keys()].filter((index) => !broken.has(index));
  const rest = { ...value, slos: places.map((index) => slos[index]) };
  return { definition: schema.fits(rest) ? rest : undefined, places, findings };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function interpretSlo(
  written: WrittenSlo,
  definition: Definition,
  service: Service,
  config: Pick<Config, "period">,
  report: Report,
): Omit<Slo, "source"> | undefined {
  const objective = parseObjective(String(written.objective));
  if (objective === undefined) report("invalid-objective", ["objective"], ...objectiveHelp(String(written.objective)));
  const period = interpretPeriod(written.window ?? definition.defaults?.window, config.period, report);
  const indicator = interpretIndicator(written.indicator, report);
  if (objective === undefined || period === undefined || indicator === undefined) return undefined;
  return {
    id: `${service.name}-${written.name}`,
    name: written.name,
    service,
    title: written.title,
    ...(written.description === undefined ? {} : { description: written.description }),
    objective,
    period,
    indicator,
    by: written.by ?? definition.defaults?.by ?? [],
    ...interpretAlerts(written.alerts, definition.defaults?.alerts, period, report),
    ...(written.runbook === undefined ? {} : { runbook: written.runbook }),
  };
}

function objectiveHelp(text: string): readonly [message: string, help: string] {
  const number = Number(text.replace(/%$/, "").trim());
  if (!text.trim().endsWith("%") && !Number.isNaN(number)) return [`\`${text}\` has no %`, `Write ${text.trim()}%.`];
  if (number >= 100)
    return [`\`${text}\` leaves no error budget`, "Promise less than 100%: every system fails sometimes."];
  return [`\`${text}\` is not a percentage above 0% and below 100%`, "Write it like 99.9%."];
}

function interpretPeriod(text: string | undefined, fallback: number, report: Report): number | undefined {
  if (text === undefined) return fallback;
  const period = parseDuration(text);
  if (period !== undefined && isPeriod(period)) return period;
  report("invalid-window", ["window"], `\`${text}\` is not between 1d and 90d`, "Most teams promise over 30d.");
  return undefined;
}
