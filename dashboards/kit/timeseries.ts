import {
  GraphGradientMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Colour } from "./colours.ts";
import { type DataLink, dataLink } from "./links.ts";
import { measure, type ValueOptions } from "./panel.ts";

export interface TimeseriesOptions extends Omit<ValueOptions, "from" | "words"> {
  /** Where the axis ends when the data does not; unset follows the data. */
  readonly min?: number;
  readonly max?: number;
  readonly stacked?: boolean;
  /** Series, by a regular expression on their legend, that are limits: dashed, in one colour. */
  readonly limits?: { readonly legend: string; readonly colour: Colour };
  /** Series with a colour of their own, by legend. */
  readonly colours?: Readonly<Record<string, Colour>>;
  /** Shows this much of the past whatever the dashboard's time range is. */
  readonly past?: string;
  readonly link?: DataLink;
}

/** Lines over time. Gaps stay gaps: a line across missing data would claim that somebody looked. */
export function timeseries(options: TimeseriesOptions): PanelBuilder {
  const panel = measure(new PanelBuilder(), options)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(["lastNotNull", "max"]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .lineWidth(1)
    .fillOpacity(options.stacked ? 40 : 0);
  if (options.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
  if (options.min !== undefined) panel.axisSoftMin(options.min);
  if (options.max !== undefined) panel.axisSoftMax(options.max);
  if (options.past !== undefined) panel.timeFrom(options.past);
  if (options.link !== undefined) panel.dataLinks([dataLink(options.link)]);
  if (options.limits !== undefined) {
    panel.overrideByRegexp(`/${options.limits.legend}/`, [
      { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
      colourOf(options.limits.colour),
    ]);
  }
  for (const [legend, colour] of Object.entries(options.colours ?? {})) {
    panel.overrideByName(legend, [colourOf(colour)]);
  }
  return panel;
}

function colourOf(fixedColor: Colour): { id: string; value: object } {
  return { id: "color", value: { mode: FieldColorModeId.Fixed, fixedColor } };
}
