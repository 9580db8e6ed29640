import type { Finding } from "../../../foundation/findings/finding.ts";
import type { MetricCatalogue } from "../../model/metric-catalogue.ts";
import type { Config } from "../config.ts";
import type { DefinedSlo } from "../defined-slo.ts";

/** What a check may look at besides the SLO. */
export interface CheckContext {
  /** What evaluates the rules; any Prometheus when nobody has said. */
  readonly config?: Partial<Pick<Config, "ruleEngines">>;
  readonly catalogue: MetricCatalogue;
  /** The escalation policies that there are; undefined when nobody has said. */
  readonly escalations?: ReadonlySet<string> | undefined;
  /** The runbooks that there are; undefined when nobody has said. */
  readonly runbooks?: ReadonlySet<string> | undefined;
}

/** Looks at one SLO. Each check is a file, named after the rule it reports. */
export type Check = (defined: DefinedSlo, context: CheckContext) => Finding[];
