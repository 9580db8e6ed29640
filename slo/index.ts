/**
 * The compiler as a library:
 *
 *     const { slos, findings } = readDefinitions([{ path, text }], { config, catalogue });
 *     for (const file of (await compile("prometheus", { slos, platform: config, catalogue })).files) …
 */

export type { Finding } from "../foundation/findings/finding.ts";
export { compile, isTargetName, TARGET_NAMES, type TargetName } from "./compile.ts";
export { type Config, readConfig } from "./language/config.ts";
export { readMetrics } from "./language/metrics.ts";
export { type DefinitionText, readDefinitions } from "./language/read-definitions.ts";
export { RULES, type RuleName } from "./language/rules.ts";
export { MetricCatalogue } from "./model/metric-catalogue.ts";
export type { Slo } from "./model/slo.ts";
export type { Compilation, Loss, OutputFile, TargetOutput } from "./targets/target.ts";
