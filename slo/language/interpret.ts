import Big from "big.js";
import { type Advice, write } from "../../foundation/findings/advice.ts";
import type { Read } from "../../foundation/findings/finding.ts";
import type { Part } from "../../foundation/findings/part.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import { fileSchema } from "../../foundation/findings/schema.ts";
import { YamlSource } from "../../foundation/findings/yaml-source.ts";
import { isPeriod, type Objective, parseObjective } from "../model/objective.ts";
import type { Service, Slo } from "../model/slo.ts";
import { isScrapeInterval, readWindow } from "../model/timing.ts";
import { parseDuration } from "../promql/duration.ts";
import { bridged } from "./bridge.ts";
import type { Config } from "./config.ts";
import type { DefinedSlo } from "./defined-slo.ts";
import type { Definition, WrittenSlo } from "./definition.ts";
import { interpretAlerts } from "./interpret-alerts.ts";
import { interpretIndicator } from "./interpret-indicator.ts";
import { SLO_RULES } from "./rules.ts";
import sloSchema from "./slo.schema.json" with { type: "json" };

const schema = fileSchema<Definition>(sloSchema);

/** What a definition writes for its runbook to say that there is none. */
const NO_RUNBOOK = "none";

/** What SLOs take from the configuration when they state nothing else. */
export type Shared = Pick<Config, "period" | "scrapeInterval" | "labels">;

/** Reads the text of one definition file into SLOs. One that cannot be read is left out; the others go on to the checks. */
export function interpret(path: string, text: string, config: Shared): Read<readonly DefinedSlo[]> {
  const { value: source, findings } = YamlSource.parse(path, text);
  return source === undefined ? { findings } : interpretDefinition(source.value(), source.at(), config);
}

/** Reads a definition, whatever `at` says where its parts were written. */
export function interpretDefinition(value: unknown, at: Part, config: Shared): Read<readonly DefinedSlo[]> {
  const { value: written, findings: misfits } = readDefinition(value, at);
  if (written === undefined) return { findings: misfits };
  const { definition, places } = written;
  const service: Service = { name: definition.service, owner: definition.owner, tier: definition.tier };
  const reads = definition.slos.map((slo, index) => {
    const place = at.at("slos", places[index] ?? index);
    return { at: place, ...interpretSlo(slo, definition, service, config, place) };
  });
  return {
    value: reads.flatMap((read) =>
      read.value === undefined
        ? []
        : [{ slo: { ...read.value, source: { file: at.place.file, line: read.at.line } }, at: read.at }],
    ),
    findings: [...misfits, ...reads.flatMap(({ findings }) => findings)],
  };
}

/** The definition without the SLOs that do not fit the schema, so that one broken SLO does not hide what is wrong with the others; and for each SLO its place in the file. */
function readDefinition(
  value: unknown,
  at: Part,
): Read<{ readonly definition: Definition; readonly places: readonly number[] }> {
  const { value: definition, findings, offences } = schema.check(value, at);
  if (definition !== undefined) return { value: { definition, places: [...definition.slos.keys()] }, findings };
  const broken = new Set(offences.map(([list, index]) => (list === "slos" ? index : undefined)));
  if (broken.has(undefined) || !isRecord(value) || !Array.isArray(value["slos"])) return { findings };
  const slos: unknown[] = value["slos"];
  const places = [...slos.keys()].filter((index) => !broken.has(index));
  const rest = { ...value, slos: places.map((index) => slos[index]) };
  return schema.fits(rest) ? { value: { definition: rest, places }, findings } : { findings };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function interpretSlo(
  written: WrittenSlo,
  definition: Definition,
  service: Service,
  config: Shared,
  at: Part,
): Read<Omit<Slo, "source">> {
  const objective = interpretObjective(String(written.objective), at.at("objective"));
  const period = interpretPeriod(written.window ?? definition.defaults?.window, config.period, at.at("window"));
  const indicator = interpretIndicator(written.indicator, at.at("indicator"));
  const interval = interpretInterval(
    written.scrape_interval ?? definition.defaults?.scrape_interval,
    config.scrapeInterval,
    at.at("scrape_interval"),
  );
  const findings = [objective, period, indicator, interval].flatMap((read) => read.findings);
  if (objective.value === undefined || period.value === undefined || indicator.value === undefined) return { findings };
  if (interval.value === undefined) return { findings };
  const windows = { read: readWindow(interval.value), period: period.value };
  const alerts = interpretAlerts(written.alerts, definition.defaults?.alerts, windows, at);
  return {
    value: {
      id: `${service.name}-${written.name}`,
      name: written.name,
      service,
      title: written.title,
      ...(written.description === undefined ? {} : { description: written.description }),
      objective: objective.value,
      period: period.value,
      indicator: bridged(indicator.value, interval.value),
      by: written.by ?? definition.defaults?.by ?? [],
      labels: config.labels ?? {},
      scrapeInterval: interval.value,
      ...alerts.value,
      ...(written.runbook === undefined || written.runbook === NO_RUNBOOK ? {} : { runbook: written.runbook }),
    },
    findings: [...findings, ...alerts.findings],
  };
}

function interpretObjective(text: string, at: Part): Read<Objective> {
  const objective = parseObjective(text);
  if (objective !== undefined) return { value: objective, findings: [] };
  return { findings: [at.finding(SLO_RULES["invalid-objective"], ...objectiveAdvice(text))] };
}

function objectiveAdvice(text: string): readonly [text: string, advice: Advice] {
  const [, digits, sign] = /^(\d+(?:[.,]\d+)?)\s*(%|％|percent)?$/i.exec(text.trim()) ?? [];
  const number = digits === undefined ? undefined : new Big(digits.replace(",", "."));
  // Below 1 it is a share, as other tools write it.
  const percent = sign === undefined && number?.lt(1) ? number.times(100) : number;
  const meant = percent && parseObjective(`${percent.toFixed()}%`)?.text;
  if (meant !== undefined)
    return [`\`${text}\` ${sign === undefined ? "has no %" : "is not written as a percentage"}`, write([meant])];
  if (percent?.gte(100))
    return [`\`${text}\` leaves no error budget`, "Promise less than 100%: every system fails sometimes."];
  if (percent?.gt(0))
    return [`\`${text}\` has more digits than anybody can keep`, "Write at most ten decimals, such as 99.9%."];
  return [`\`${text}\` is not a percentage above 0% and below 100%`, "Write it like 99.9%."];
}

function interpretPeriod(text: string | undefined, fallback: number, at: Part): Read<number> {
  if (text === undefined) return { value: fallback, findings: [] };
  const period = parseDuration(text);
  if (period !== undefined && isPeriod(period)) return { value: period, findings: [] };
  const wrong = `\`${text}\` is not between 1d and 90d`;
  return { findings: [at.finding(SLO_RULES["invalid-window"], wrong, "Most teams promise over 30d.")] };
}

function interpretInterval(text: string | undefined, fallback: number, at: Part): Read<number> {
  if (text === undefined) return { value: fallback, findings: [] };
  const interval = parseDuration(text);
  if (interval !== undefined && isScrapeInterval(interval)) return { value: interval, findings: [] };
  const wrong = `\`${text}\` is not between 1s and 10m`;
  return {
    findings: [at.finding(FILE_RULES["invalid-value"], wrong, "State what the scrape job's `scrape_interval` is.")],
  };
}
