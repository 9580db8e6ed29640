import type { MetricCatalogue } from "../model/metric-catalogue.ts";
import type { Platform } from "../model/platform.ts";
import type { Slo } from "../model/slo.ts";
import type { Timing } from "../model/timing.ts";

/** What every target compiles: checked SLOs, the platform they live on, and what is known of their metrics. */
export interface Compilation {
  readonly slos: readonly Slo[];
  readonly platform: Platform;
  readonly catalogue: MetricCatalogue;
  /** `TIMING` unless all of it has to happen faster. */
  readonly timing?: Timing;
  /** Where Alertmanager finds the token that the router expects; `/etc/alertmanager/router-token` unless it is said. */
  readonly routerTokenFile?: string;
}

/** What a target makes: files as the values that their readers see in them, and what the target cannot express. `textOf` makes the text. */
export interface Output {
  readonly files: readonly OutputFile[];
  readonly losses: readonly Loss[];
}

/** A file to write; the path is relative to the output folder, with forward slashes. */
export type OutputFile = { readonly path: string } & (
  | { readonly format: "text"; readonly text: string }
  | { readonly format: "json"; readonly value: object }
  | { readonly format: "yaml"; readonly value: object; readonly head: string }
  | {
      readonly format: "rules" | "rule-tests";
      readonly value: YamlMap;
      readonly head: string;
      /** Comments that stand above values of a list. */
      readonly notes?: ReadonlyMap<YamlMap, string>;
    }
);

type YamlItem = string | number | YamlMap;
export type YamlValue = YamlItem | readonly YamlItem[];
export type YamlMap = { readonly [key: string]: YamlValue };

/** Something a target cannot express as the definition states it, and what it does instead. */
export interface Loss {
  readonly name: string;
  /** Its id, or `*` for what concerns no single SLO. */
  readonly slo: string;
  readonly message: string;
}

/** Two pure functions, so that a fleet of ten thousand need not be in memory at once. */
export interface Target {
  /** What the SLOs of one service become: `own` is the compilation with no others in it. */
  readonly ofService: (service: string, own: Compilation) => Output;
  /** What stands once for all of them, after what the services lost. */
  readonly ofAll: (all: Compilation, losses: readonly Loss[]) => Output;
}

export const NOTHING: Output = { files: [], losses: [] };

/** What a target makes: of each service, one by one in the order they are defined, and at last of all of them. */
export function* outputsOf(target: Target, compilation: Compilation): Generator<Output, void> {
  const losses: Loss[] = [];
  for (const [service, slos] of Map.groupBy(compilation.slos, (slo) => slo.service.name)) {
    const output = target.ofService(service, { ...compilation, slos });
    losses.push(...output.losses);
    yield output;
  }
  yield target.ofAll(compilation, losses);
}
