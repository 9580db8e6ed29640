import { describe, expect, it } from "vitest";
import { type SampleSeries, STALE } from "./sample-series.ts";
import { counter, gauge, histogram } from "./series.ts";

const scrape = { from: 0, to: 120 };

function values(series: SampleSeries): Record<number, number | "stale"> {
  const found: Record<number, number | "stale"> = {};
  series.visit((time, value) => {
    found[time] = value === STALE ? "stale" : Number(value);
  });
  return found;
}

describe("counter", () => {
  it("counts whole events at its own scrape times, and tells the truth about any range", () => {
    const requests = counter({ __name__: "x" }, { rate: (time) => (time < 30 ? 1 : 2) }, { ...scrape, offset: 5 });
    expect(Object.keys(values(requests.series)).map(Number)).toEqual([5, 20, 35, 50, 65, 80, 95, 110]);
    expect(requests.events(35, 95)).toBe(120);
  });

  it("begins at zero again after a reset, but the truth goes on", () => {
    const requests = counter({ __name__: "x" }, { rate: () => 1, resets: [60] }, scrape);
    expect(values(requests.series)).toMatchObject({ 45: 45, 60: 15, 75: 30, 120: 75 });
    expect(requests.events(0, 120)).toBe(120);
  });

  it("goes stale in an outage and has counted meanwhile", () => {
    const requests = counter({ __name__: "x" }, { rate: () => 1 }, { ...scrape, outages: [{ from: 40, to: 80 }] });
    const seen = values(requests.series);
    expect(Object.keys(seen).map(Number)).toEqual([0, 15, 30, 45, 90, 105, 120]);
    expect(seen).toMatchObject({ 30: 30, 45: "stale", 90: 90 });
  });

  it("is not there before its birth nor after its end", () => {
    const requests = counter({ __name__: "x" }, { rate: () => 1, born: 30, gone: 60 }, scrape);
    expect(Object.keys(values(requests.series)).map(Number)).toEqual([30, 45, 60, 75]);
    expect(values(requests.series)[75]).toBe("stale");
    expect(requests.events(0, 120)).toBe(30);
  });

  it("has rare events by chance, the same in every run, as many as its rate says", () => {
    const rare = () => counter({ __name__: "x" }, { rate: () => 0.01 }, { from: 0, to: 1_000_000 });
    expect(rare().events(0, 1_000_000)).toBe(rare().events(0, 1_000_000));
    expect(rare().events(0, 1_000_000) / 10_000).toBeCloseTo(1, 1);
  });
});

describe("gauge", () => {
  it("reads its function", () => {
    expect(values(gauge({ __name__: "x" }, { value: (time) => time * 2 }, scrape))).toMatchObject({ 15: 30, 120: 240 });
  });
});

describe("histogram", () => {
  it("never has less in a larger bucket, and all in +Inf and the count", () => {
    const latency = histogram(
      { __name__: "x" },
      { rate: () => 0.7, bounds: [0.1, 0.2], share: (_, bound) => bound * 4 },
      { from: 0, to: 6000 },
    );
    expect(latency.series.map(({ labels }) => `${labels["__name__"]} ${labels["le"]}`)).toEqual([
      "x_bucket 0.1",
      "x_bucket 0.2",
      "x_bucket +Inf",
      "x_count undefined",
    ]);
    const [low = {}, high = {}, all = {}, count = {}] = latency.series.map(values);
    for (const time of Object.keys(all).map(Number)) {
      expect(Number(low[time])).toBeLessThanOrEqual(Number(high[time]));
      expect(Number(high[time])).toBeLessThanOrEqual(Number(all[time]));
    }
    expect(count).toEqual(all);
    expect(latency.events(0, 6000)).toBe(all[6000]);
    expect(latency.events(0, 6000, 0.2)).toBe(high[6000]);
  });
});
