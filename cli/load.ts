import { basename, dirname, join } from "node:path";
import { byPosition, type Finding, type Read } from "../foundation/findings/finding.ts";
import type { Catalogue as Runbooks } from "../runbooks/catalogue.ts";
import type { Config } from "../slo/language/config.ts";
import { readMetrics } from "../slo/language/metrics.ts";
import { type DefinitionText, readDefinitions } from "../slo/language/read-definitions.ts";
import { MetricCatalogue } from "../slo/model/metric-catalogue.ts";
import type { Slo } from "../slo/model/slo.ts";
import type { ConfigChoice } from "./config-options.ts";
import { listFiles, readSource, shownPath } from "./files.ts";
import { loadConfig } from "./load-config.ts";
import { UsageError } from "./usage.ts";

/** What was read. */
export interface Loaded {
  readonly slos: readonly Slo[];
  readonly config: Config;
  readonly catalogue: MetricCatalogue;
  /** The definition files that could be read. */
  readonly texts: readonly DefinitionText[];
}

export interface LoadOptions extends ConfigChoice {
  /** Definition files and folders; `-` for standard input. None: all definitions. */
  readonly paths: readonly string[];
  /** Unix milliseconds, for what depends on the date; nothing does without it. */
  readonly now?: number;
}

const ALL_DEFINITIONS = "slo/definitions";
const DEFINITION = /\.ya?ml$/;

/**
 * Reads configuration, metric declarations and definitions; no value only when the configuration is wrong. Rejects with `UsageError`
 * without one. What routing and runbooks need is loaded when there are some: it takes longer than to compile a small file.
 */
export async function load({ paths: given, now, ...choice }: LoadOptions): Promise<Read<Loaded>> {
  const paths = given.length === 0 ? [ALL_DEFINITIONS] : given;
  const { value: config, findings: wrong } = loadConfig(choice);
  if (config === undefined) return { findings: wrong };
  const beside = (path: string): string => join(dirname(choice.config), path);
  const files = new Map(paths.flatMap((path) => listFiles(path, DEFINITION)).map((path) => [shownPath(path), path]));
  if (files.size === 0) throw new UsageError(`there are no definitions (*.yaml) in ${paths.join(", ")}`);

  const metrics = config.metrics.map((path) => readWith(readMetrics, beside(path)));
  const texts = Array.from(files, ([path, file]) => ({ path, ...readSource(file) }));
  const routing =
    config.routing === undefined
      ? undefined
      : readWith((await import("../alerts/routing/read-routing.ts")).readRouting, beside(config.routing));
  const runbooks =
    config.runbooks === undefined
      ? undefined
      : (await import("../runbooks/catalogue.ts")).readCatalogue(beside(config.runbooks), shownPath);
  const catalogue = new MetricCatalogue(metrics.flatMap(({ value }) => value ?? []));
  const definitions = texts.flatMap(({ path, value }) => (value === undefined ? [] : [{ path, text: value }]));
  const { value: slos, findings } = readDefinitions(definitions, {
    config,
    catalogue,
    escalations: routing !== undefined && "escalations" in routing ? routing.escalations : undefined,
    runbooks: runbooks?.value && new Set(runbooks.value.runbooks.map(({ id }) => id)),
  });
  const read = [...metrics, ...texts, ...(routing === undefined ? [] : [routing])];
  const aboutRunbooks =
    runbooks === undefined
      ? []
      : isEverything(files)
        ? [
            ...runbooks.findings,
            ...(runbooks.value
              ? (await import("./lint-runbooks.ts")).lintAgainst(runbooks.value, { slos, catalogue, now })
              : []),
          ]
        : findingsOfNamed(runbooks, slos);
  return {
    value: { slos, config, catalogue, texts: definitions },
    findings: [...read.flatMap((one) => one.findings), ...aboutRunbooks, ...findings].sort(byPosition),
  };
}

/** Whether all promises are looked at, however they are named: only then can it be told that nothing leads to a runbook. */
function isEverything(files: ReadonlyMap<string, string>): boolean {
  const all = listFiles(ALL_DEFINITIONS, DEFINITION);
  return all.length > 0 && all.every((path) => files.has(shownPath(path)));
}

/** What keeps the runbooks of these SLOs from being read, or the folder of them all. */
function findingsOfNamed({ value, findings }: Read<Runbooks>, slos: readonly Slo[]): readonly Finding[] {
  const named = new Set(slos.map(({ runbook }) => `${runbook}.md`));
  return findings.filter(({ place }) => value === undefined || named.has(basename(place.file)));
}

function readWith<R extends Read<unknown>>(reader: (path: string, text: string) => R, path: string): R | Read<never> {
  const { value: text, findings } = readSource(path);
  return text === undefined ? { findings } : reader(shownPath(path), text);
}
