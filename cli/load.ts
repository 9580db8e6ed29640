import { dirname, join } from "node:path";
import { byPosition, type Finding } from "../foundation/findings/finding.ts";
import type { Config } from "../slo/language/config.ts";
import { readMetrics } from "../slo/language/metrics.ts";
import { type DefinitionText, readDefinitions } from "../slo/language/read-definitions.ts";
import { type DeclaredMetric, MetricCatalogue } from "../slo/model/metric-catalogue.ts";
import type { Slo } from "../slo/model/slo.ts";
import { type CommandLine, DEFAULT_PATH } from "./command-line.ts";
import { listFiles, readText, shownPath } from "./files.ts";
import { loadConfig } from "./load-config.ts";
import { loadRouting } from "./load-routing.ts";
import { lintAgainst, loadRunbooks } from "./load-runbooks.ts";
import { UsageError } from "./usage.ts";

/** Everything that was read, and everything that is wrong with it. */
export interface Loaded {
  readonly slos: readonly Slo[];
  readonly config: Config;
  readonly catalogue: MetricCatalogue;
  readonly findings: readonly Finding[];
}

/** Reads configuration, metric declarations and definitions; only findings when the configuration is wrong. Throws `UsageError` without one. */
export function load({
  paths,
  config: configPath,
  overrides,
}: Pick<CommandLine, "paths" | "config" | "overrides">): Loaded | Finding[] {
  const config = loadConfig(configPath, overrides);
  if (Array.isArray(config)) return config;
  const findings: Finding[] = [];
  const metrics = config.metrics.flatMap((path): DeclaredMetric[] => {
    const place = join(dirname(configPath), path);
    const text = readText(place);
    if (typeof text !== "string") {
      findings.push(text);
      return [];
    }
    const declared = readMetrics(shownPath(place), text);
    findings.push(...declared.findings);
    return declared.metrics;
  });
  const definitionPaths = paths.flatMap((path) => listFiles(path, /\.ya?ml$/));
  if (definitionPaths.length === 0) throw new UsageError(`there are no definitions (*.yaml) in ${paths.join(", ")}`);
  const files = definitionPaths.flatMap((path): DefinitionText[] => {
    const text = readText(path);
    if (typeof text === "string") return [{ path: shownPath(path), text }];
    findings.push(text);
    return [];
  });
  const catalogue = new MetricCatalogue(metrics);
  const routing = config.routing === undefined ? undefined : loadRouting(join(dirname(configPath), config.routing));
  findings.push(...(routing?.findings ?? []));
  const read = config.runbooks === undefined ? undefined : loadRunbooks(join(dirname(configPath), config.runbooks));
  const runbooks = read !== undefined && "catalogue" in read ? read : undefined;
  if (read !== undefined && !("catalogue" in read)) findings.push(read);
  const definitions = readDefinitions(files, {
    config,
    catalogue,
    escalations: routing?.escalations,
    runbooks: runbooks && new Set(runbooks.catalogue.runbooks.map(({ id }) => id)),
  });
  // Whether something leads to a runbook can only be told when all SLOs are looked at.
  if (runbooks !== undefined && paths.length === 1 && paths[0] === DEFAULT_PATH) {
    findings.push(
      ...runbooks.findings,
      ...lintAgainst(runbooks, { slos: definitions.slos, catalogue, now: Date.now() }),
    );
  }
  return {
    slos: definitions.slos,
    config,
    catalogue,
    findings: [...findings, ...definitions.findings].sort(byPosition),
  };
}
