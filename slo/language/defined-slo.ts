import type { Slo } from "../model/slo.ts";
import type { Path, YamlSource } from "./yaml-source.ts";

/** An SLO with the place that states it, so that a check can point at any part of it. */
export interface DefinedSlo {
  readonly slo: Slo;
  readonly source: YamlSource;
  readonly path: Path;
}
