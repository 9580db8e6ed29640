import { describe, expect, it } from "vitest";
import { Breakers } from "./breakers.ts";

const NOW = 1_700_000_000_000;

function afterFailures(count: number): Breakers {
  const breakers = new Breakers();
  for (let failure = 0; failure < count; failure++) breakers.settled("a", "retry", NOW);
  return breakers;
}

describe("a place", () => {
  it("is asked by all until it has failed five times in a row", () => {
    for (const failures of [0, 1, 4]) {
      const breakers = afterFailures(failures);
      expect([breakers.admits("a", NOW), breakers.admits("a", NOW), breakers.restingAt(NOW)]).toEqual([true, true, []]);
    }
  });

  it("rests for ten seconds then, and nobody else does", () => {
    const breakers = afterFailures(5);
    expect(breakers.restingAt(NOW + 9_999)).toEqual(["a"]);
    expect([breakers.admits("a", NOW + 9_999), breakers.admits("b", NOW)]).toEqual([false, true]);
    expect(breakers.restingAt(NOW + 10_000)).toEqual([]);
  });

  it("is tried by one message after that: it is open to all when that one is accepted or refused, and rests when not", () => {
    for (const outcome of ["accepted", "rejected", "retry"] as const) {
      const breakers = afterFailures(5);
      const later = NOW + 10_000;
      expect([breakers.admits("a", later), breakers.admits("a", later), breakers.restingAt(later)]).toEqual([
        true,
        false,
        ["a"],
      ]);
      breakers.settled("a", outcome, later);
      const isOpen = outcome !== "retry";
      expect([breakers.admits("a", later), breakers.admits("a", later)]).toEqual([isOpen, isOpen]);
    }
  });

  it("is not left alone for longer because the clock was put back", () => {
    expect(afterFailures(5).admits("a", NOW - 3_600_000)).toBe(true);
  });
});
