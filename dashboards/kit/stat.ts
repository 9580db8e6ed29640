import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { type Looks, thresholds } from "./colours.ts";
import { measure, type ValueOptions } from "./panel.ts";

export interface StatOptions extends ValueOptions {
  /** What time the number stands for, shown in the title: `now`, `last hour`, `$window`. */
  readonly window: string;
  /** Where the colour goes; `none` for numbers that are neither good nor bad. */
  readonly paint: "background" | "value" | "none";
  /** Shows the legend in place of the number, or beside it. */
  readonly show?: "legend" | "both";
  /** Looks of single numbers, by legend. */
  readonly each?: Readonly<Record<string, Looks>>;
}

const PAINT = {
  background: BigValueColorMode.Background,
  value: BigValueColorMode.Value,
  none: BigValueColorMode.None,
};

const TEXT = { legend: BigValueTextMode.Name, both: BigValueTextMode.ValueAndName, value: BigValueTextMode.Value };

/** One number, or one for each query. */
export function stat(options: StatOptions): PanelBuilder {
  const panel = measure(new PanelBuilder(), { ...options, title: `${options.title} (${options.window})` })
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .colorMode(PAINT[options.paint])
    .textMode(TEXT[options.show ?? "value"])
    .graphMode(BigValueGraphMode.None);
  for (const [legend, looks] of Object.entries(options.each ?? {})) {
    panel.overrideByName(legend, [{ id: "thresholds", value: thresholds(looks).build() }]);
  }
  return panel;
}
