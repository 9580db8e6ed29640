import type { MetricCatalogue } from "../model/metric-catalogue.ts";
import type { Platform } from "../model/platform.ts";
import type { Slo } from "../model/slo.ts";

/** What every target compiles: checked SLOs, the platform they live on, and what is known of their metrics. */
export interface Compilation {
  readonly slos: readonly Slo[];
  readonly platform: Platform;
  readonly catalogue: MetricCatalogue;
}

/** A file to write; the path is relative to the output folder, with forward slashes. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Something a target cannot express as the definition states it, and what it does instead. */
export interface Loss {
  readonly name: string;
  /** Its id, or `*` for what concerns no single SLO. */
  readonly slo: string;
  readonly message: string;
}

/** What a target makes of a compilation. Files are made one by one as they are asked for; losses are complete when the files are. */
export interface TargetOutput {
  readonly files: Iterable<OutputFile>;
  readonly losses: readonly Loss[];
}

/** The SLOs of each service, in the order they are defined. */
export function byService(slos: readonly Slo[]): Map<string, Slo[]> {
  const services = new Map<string, Slo[]>();
  for (const slo of slos) {
    const list = services.get(slo.service.name);
    if (list === undefined) services.set(slo.service.name, [slo]);
    else list.push(slo);
  }
  return services;
}
