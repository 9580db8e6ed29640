import { afterEach, describe, expect, it, vi } from "vitest";
import { poisson, startArrivals } from "./arrivals.ts";
import { seededRandom } from "./seeded-random.ts";

describe("poisson", () => {
  it.each([0, 0.1, 3, 1_200])("draws around the mean %d, and as far from it as it should", (mean) => {
    const random = seededRandom(7);
    const draws = Array.from({ length: 2_000 }, () => poisson(mean, random));
    const average = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - average) ** 2, 0) / draws.length;
    // Five standard errors.
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(5 * Math.sqrt(mean / draws.length));
    expect(Math.abs(variance - mean)).toBeLessThanOrEqual(mean * 0.25);
  });
});

describe("arrivals", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("keep coming while nobody is served, and stop when told to", () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    let arrived = 0;
    startArrivals(
      { perSecond: () => 40, now: () => Date.now(), random: seededRandom(3), arrive: () => arrived++ },
      stop.signal,
    );
    vi.advanceTimersByTime(60_000);
    expect(arrived).toBeGreaterThan(2_400 * 0.9);
    expect(arrived).toBeLessThan(2_400 * 1.1);
    stop.abort();
    const before = arrived;
    vi.advanceTimersByTime(10_000);
    expect(arrived).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});
