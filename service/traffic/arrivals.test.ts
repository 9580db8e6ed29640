import { afterEach, describe, expect, it, vi } from "vitest";
import { poisson, startArrivals } from "./arrivals.ts";

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("poisson", () => {
  it.each([0, 0.1, 3, 1_200])("draws around the mean %d, and as far from it as it should", (mean) => {
    const random = seeded(7);
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
      { perSecond: () => 40, now: () => Date.now(), random: seeded(3), arrive: () => arrived++ },
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
