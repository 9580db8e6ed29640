import {
  LegendDisplayMode,
  LegendPlacement,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import type { Word } from "./colours.ts";
import { measure, type ValueOptions } from "./panel.ts";

export interface StateTimelineOptions extends Omit<ValueOptions, "unit" | "decimals" | "from"> {
  readonly words: Readonly<Record<number, Word>>;
}

/** One bar a series, coloured by its state. Where nothing is known the bar has a gap. */
export function stateTimeline(options: StateTimelineOptions): PanelBuilder {
  return measure(new PanelBuilder(), { ...options, unit: "none" })
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .showValue(VisibilityMode.Auto)
    .mergeValues(true)
    .rowHeight(0.8)
    .fillOpacity(80);
}
