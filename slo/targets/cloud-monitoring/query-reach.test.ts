import Big from "big.js";
import { describe, expect, it } from "vitest";
import { expression, sampleRatio } from "../../../test/slo/sample-slo.ts";
import type { Indicator } from "../../model/indicator.ts";
import { formatDuration, HOUR } from "../../promql/duration.ts";
import { reachOf } from "./query-reach.ts";

function promql(total: string): Indicator {
  return { kind: "promql", bad: expression("x"), total: expression(total) };
}

function shown(indicator: Indicator): string[] {
  const { longest, total } = reachOf(indicator, HOUR);
  return [longest, total].map((duration) => (Number.isFinite(duration) ? formatDuration(duration) : "forever"));
}

describe("how far back a query looks", () => {
  it("is the window for selectors", () => {
    expect(shown(sampleRatio)).toEqual(["1h", "1h"]);
  });

  it.each([
    ["sum(rate(x[$window]))", "1h", "1h"],
    ["sum(rate(x[2h])) + y", "2h", "2h"],
    ["rate(x[5m] offset 1d)", "1d", "1d5m"],
    ["rate(x[5m] offset -1d)", "5m", "5m"],
    ["max_over_time(rate(x[5m])[$window:1m])", "1h", "1h5m"],
    ["max_over_time((-rate(x[5m] offset 10m))[2h:1m] offset 3h)", "3h", "5h15m"],
    ["x @ end()", "0s", "0s"],
    ["x @ 1700000000", "forever", "forever"],
  ])("%s reaches %s at once and %s in all", (text, longest, total) => {
    expect(shown(promql(text))).toEqual([longest, total]);
  });

  it("adds the window to what a condition needs to be looked at once", () => {
    const gauge = expression("x - x offset 1d");
    expect(shown({ kind: "condition", gauge, operator: "<", threshold: new Big(1) })).toEqual(["1d", "1d1h"]);
  });
});
