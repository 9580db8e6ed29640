import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimatedSeconds, lengthOf, planRoute } from "./route-plan.ts";

const matrices = (largest: number) =>
  fc
    .integer({ min: 1, max: largest })
    .chain((size) =>
      fc.array(fc.array(fc.nat(5_000), { minLength: size, maxLength: size }), { minLength: size, maxLength: size }),
    );

describe("a route", () => {
  it("starts at the depot and visits every stop once, whatever the traffic", () => {
    fc.assert(
      fc.property(matrices(12), (seconds) => {
        const route = planRoute(seconds);
        expect(route[0]).toBe(0);
        expect(route.toSorted((a, b) => a - b)).toEqual([...seconds.keys()]);
      }),
    );
  });

  it("is never longer than always driving to the nearest, and cannot be shortened by turning a part of it round", () => {
    fc.assert(
      fc.property(matrices(8), (seconds) => {
        const route = planRoute(seconds);
        const length = lengthOf(route, seconds);
        for (let from = 1; from < route.length; from++) {
          for (let to = from + 1; to < route.length; to++) {
            const part = route.slice(from, to + 1).reverse();
            const turned = [...route.slice(0, from), ...part, ...route.slice(to + 1)];
            expect(lengthOf(turned, seconds)).toBeGreaterThanOrEqual(length - 1e-6);
          }
        }
      }),
    );
  });

  it("along a street is the street", () => {
    const street = [0, 3, 1, 4, 2].map((place) => ({ lat: 25, lng: 121 + place / 100 }));
    expect(planRoute(estimatedSeconds(street))).toEqual([0, 2, 4, 1, 3]);
  });

  it("of no places is none", () => {
    expect(planRoute([])).toEqual([]);
  });
});

it("estimates a kilometre at about two and a half minutes", () => {
  const [[, kilometre = 0] = []] = estimatedSeconds([
    { lat: 25, lng: 121.5 },
    { lat: 25 + 1 / 111, lng: 121.5 },
  ]);
  expect(kilometre).toBeCloseTo(1_000 / 7, 3);
});
