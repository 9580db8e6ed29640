/**
 * The compiler as a library:
 *
 *     const { value: slos, findings } = readDefinitions([{ path, text }], { config, catalogue });
 *     if (!hasErrors(findings))
 *       for (const { files, losses } of await compile("prometheus", { slos, platform: config, catalogue }))
 *         for (const file of files) console.log(file.path, textOf(file));
 */

export {
  type Finding,
  type Found,
  hasErrors,
  type Place,
  type Read,
  type Rule,
  type Severity,
} from "../foundation/findings/finding.ts";
export { compile, isTargetName, TARGET_NAMES, type TargetName } from "./compile.ts";
export { type Config, readConfig } from "./language/config.ts";
export { readMetrics } from "./language/metrics.ts";
export { type DefinitionText, readDefinitions } from "./language/read-definitions.ts";
export { SLO_RULES } from "./language/rules.ts";
export { MetricCatalogue } from "./model/metric-catalogue.ts";
export type { Slo } from "./model/slo.ts";
export { TIMING, type Timing } from "./model/timing.ts";
export type { Compilation, Loss, Output, OutputFile } from "./targets/target.ts";
export { textOf } from "./targets/text.ts";
