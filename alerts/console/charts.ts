import { LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Point, SloDetail } from "./slo-source.ts";

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

/** A budget that is spent twice is lost: how much more does not have to be drawn. */
const LOWEST = -100;
const SIZE = { width: 960, height: 300 };

/** The remaining error budget over the period, in percent, as an SVG document. The line at zero is where the promise breaks. */
export function burnDownChart({ burnDown }: SloDetail, timeZone: string): string {
  const series = burnDown.map(({ name, points }) => ({
    name,
    points: points.map(([at, left]): Point => [at, Math.max(LOWEST, left * 100)]),
  }));
  return draw(series, { unit: "%", lines: [{ value: 0, label: "0 %" }], top: 100, timeZone });
}

/** Burn rates with the thresholds that page, as an SVG document. */
export function burnRateChart({ burnRates, thresholds }: SloDetail, timeZone: string): string {
  const lines = thresholds.map(({ burnRate, label }) => ({ value: burnRate, label }));
  const top = Math.max(1, ...thresholds.map(({ burnRate }) => burnRate));
  return draw(burnRates, { unit: "x", lines, top, timeZone });
}

interface Look {
  readonly unit: string;
  readonly lines: ReadonlyArray<{ readonly value: number; readonly label: string }>;
  /** The least height of the axis, so that a calm line is not blown up to look like a storm. */
  readonly top: number;
  /** IANA name: the time that people who look at it live in. */
  readonly timeZone: string;
}

function draw(
  series: ReadonlyArray<{ readonly name: string; readonly points: readonly Point[] }>,
  { unit, lines, top, timeZone }: Look,
): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#ffffff",
      grid: { left: 60, right: 90, top: series.length > 1 ? 40 : 20, bottom: 30 },
      legend: { show: series.length > 1, top: 5 },
      xAxis: { type: "time", axisLabel: { formatter: timeFormat(series, timeZone), hideOverlap: true } },
      yAxis: {
        type: "value",
        axisLabel: { formatter: `{value} ${unit}` },
        min: ({ min }: { min: number }) => Math.floor(Math.min(0, min)),
        max: ({ max }: { max: number }) => Math.ceil(Math.max(max, top)),
      },
      series: series.map(({ name, points }, index) => ({
        name,
        type: "line",
        showSymbol: false,
        data: points.map(([at, value]) => [at, value]),
        ...(index === 0
          ? {
              markLine: {
                silent: true,
                symbol: "none",
                data: lines.map(({ value, label }) => ({ yAxis: value, label: { formatter: label } })),
              },
            }
          : {}),
      })),
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The hour, with seconds where it matters, or over several days the day. */
function timeFormat(
  series: ReadonlyArray<{ readonly points: readonly Point[] }>,
  timeZone: string,
): (at: number) => string {
  const moments = series.flatMap(({ points }) => points.map(([at]) => at));
  const span =
    moments.reduce((latest, at) => Math.max(latest, at), 0) - moments.reduce((a, b) => Math.min(a, b), Infinity);
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...(span > 2 * DAY_MS
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit", ...(span < 10 * MINUTE_MS ? { second: "2-digit" } : {}) }),
  });
  return (at) => format.format(at);
}
