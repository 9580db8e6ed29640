import { dirname, join, resolve } from "node:path";
import { readRouting } from "../alerts/routing/read-routing.ts";
import { byPosition, type Read } from "../foundation/findings/finding.ts";
import { readCatalogue } from "../runbooks/catalogue.ts";
import type { Config } from "../slo/language/config.ts";
import { readMetrics } from "../slo/language/metrics.ts";
import { readDefinitions } from "../slo/language/read-definitions.ts";
import { MetricCatalogue } from "../slo/model/metric-catalogue.ts";
import type { Slo } from "../slo/model/slo.ts";
import type { ConfigChoice } from "./config-options.ts";
import { listFiles, readSource, shownPath } from "./files.ts";
import { lintAgainst } from "./lint-runbooks.ts";
import { loadConfig } from "./load-config.ts";
import { UsageError } from "./usage.ts";

/** What was read. */
export interface Loaded {
  readonly slos: readonly Slo[];
  readonly config: Config;
  readonly catalogue: MetricCatalogue;
}

export interface LoadOptions extends ConfigChoice {
  /** Definition files and folders; `-` for standard input. None: all definitions. */
  readonly paths: readonly string[];
  /** Unix milliseconds, for what depends on the date; nothing does without it. */
  readonly now?: number;
}

const ALL_DEFINITIONS = "slo/definitions";

/** Reads configuration, metric declarations and definitions; no value only when the configuration is wrong. Throws `UsageError` without one. */
export function load({ paths: given, now, ...choice }: LoadOptions): Read<Loaded> {
  const paths = given.length === 0 ? [ALL_DEFINITIONS] : given;
  const { value: config, findings: wrong } = loadConfig(choice);
  if (config === undefined) return { findings: wrong };
  const beside = (path: string): string => join(dirname(choice.config), path);
  const definitionPaths = paths.flatMap((path) => listFiles(path, /\.ya?ml$/));
  if (definitionPaths.length === 0) throw new UsageError(`there are no definitions (*.yaml) in ${paths.join(", ")}`);

  const metrics = config.metrics.map((path) => readWith(readMetrics, beside(path)));
  const texts = definitionPaths.map((path) => ({ path: shownPath(path), ...readSource(path) }));
  const routing = config.routing === undefined ? undefined : readWith(readRouting, beside(config.routing));
  const runbooks = config.runbooks === undefined ? undefined : readCatalogue(beside(config.runbooks), shownPath);
  const catalogue = new MetricCatalogue(metrics.flatMap(({ value }) => value ?? []));
  const { value: slos, findings } = readDefinitions(
    texts.flatMap(({ path, value }) => (value === undefined ? [] : [{ path, text: value }])),
    {
      config,
      catalogue,
      escalations: routing !== undefined && "escalations" in routing ? routing.escalations : undefined,
      runbooks: runbooks?.value && new Set(runbooks.value.runbooks.map(({ id }) => id)),
    },
  );
  const isAll = paths.some((path) => resolve(path) === resolve(ALL_DEFINITIONS));
  const unreadable = runbooks !== undefined && (runbooks.value === undefined || isAll) ? runbooks.findings : [];
  // Whether something leads to a runbook can only be told when all SLOs are looked at.
  const unled = runbooks?.value && isAll ? lintAgainst(runbooks.value, { slos, catalogue, now }) : [];
  const read = [...metrics, ...texts, ...(routing === undefined ? [] : [routing])];
  return {
    value: { slos, config, catalogue },
    findings: [...read.flatMap((one) => one.findings), ...unreadable, ...unled, ...findings].sort(byPosition),
  };
}

function readWith<R extends Read<unknown>>(reader: (path: string, text: string) => R, path: string): R | Read<never> {
  const { value: text, findings } = readSource(path);
  return text === undefined ? { findings } : reader(shownPath(path), text);
}
