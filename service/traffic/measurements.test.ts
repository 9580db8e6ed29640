import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Measurement, Measurements } from "./measurements.ts";

const answered = (operation: string, status: number, milliseconds: number) => ({ operation, status, milliseconds });

function added(all: readonly Measurement[]): Measurements {
  const measurements = new Measurements();
  for (const one of all) measurements.add(one);
  return measurements;
}

describe("measurements", () => {
  it("count failures and refusals, for each operation and for all", () => {
    const orders = Array.from({ length: 100 }, () => answered("POST /orders", 201, 10));
    const measurements = added([
      answered("GET /health", 503, 7),
      answered("GET /health", 0, 30),
      ...orders,
      answered("POST /orders", 422, 1),
    ]);
    const counts = [measurements.total(), ...measurements.byOperation()].map(
      ({ operation, calls, failed, refused }) => ({ operation, calls, failed, refused }),
    );
    expect(counts).toEqual([
      { operation: "all", calls: 103, failed: 2, refused: 1 },
      { operation: "POST /orders", calls: 101, failed: 0, refused: 1 },
      { operation: "GET /health", calls: 2, failed: 2, refused: 0 },
    ]);
  });

  it("have percentiles that are never too low, and too high by two percent at most", () => {
    const times = fc.array(fc.double({ min: 0.2, max: 60_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(times, (all) => {
        const sorted = all.toSorted((a, b) => a - b);
        const { p50, p95, p99 } = added(all.map((ms) => answered("GET /orders", 200, ms))).total();
        for (const [share, found] of [
          [0.5, p50],
          [0.95, p95],
          [0.99, p99],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
          expect(found).toBeGreaterThan(exact * 0.999);
          expect(found).toBeLessThan(exact * 1.021);
        }
      }),
    );
  });

  it("have an answer for no traffic at all", () => {
    expect(added([]).total()).toEqual({ operation: "all", calls: 0, failed: 0, refused: 0, p50: 0, p95: 0, p99: 0 });
    expect(added([]).byOperation()).toEqual([]);
  });
});
