import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "./seeded-random.ts";

const draws = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

describe("seeded random numbers", () => {
  it("are the same for the same seed, and others for the next one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), (seed) => {
        const numbers = draws(seed, 20);
        expect(numbers).toEqual(draws(seed, 20));
        expect(numbers).not.toEqual(draws(seed + 1, 20));
      }),
    );
  });

  it("fill the range from 0 to below 1 evenly", () => {
    const tenths = new Array<number>(10).fill(0);
    for (const number of draws(1, 100_000)) {
      expect(number >= 0 && number < 1).toBe(true);
      const tenth = Math.floor(number * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    // Five standard deviations of each tenth's count.
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(9_000));
  });
});
