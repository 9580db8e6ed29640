import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../promql/duration.ts";
import { COARSE_STEP, EventHistory, FINE_KEPT } from "./event-history.ts";

const PERIOD = 2 * DAY;
const counted = fc.record({
  after: fc.oneof(fc.constant(15_000), fc.integer({ min: 15_000, max: 3 * HOUR })),
  total: fc.integer({ min: 0, max: 1_000 }),
  bad: fc.integer({ min: 0, max: 50 }),
});

describe("what was counted in a window", () => {
  it("is the sum of its entries: exactly for the last hours, to one step before", () => {
    fc.assert(
      fc.property(fc.array(counted, { minLength: 1, maxLength: 400 }), (entries) => {
        const history = new EventHistory(PERIOD);
        let at = Date.UTC(2026, 10, 21);
        const all = entries.map(({ after, total, bad }) => {
          at += after;
          history.add(at, { seconds: 15, total, bad });
          return { at, total, bad };
        });
        const sum = (from: number) => all.filter((one) => one.at > from).reduce((counts, one) => counts + one.total, 0);
        for (const window of [5 * MINUTE, HOUR, FINE_KEPT]) {
          expect(history.within(window, at).total).toBe(sum(at - window));
        }
        for (const window of [DAY, PERIOD]) {
          const { total } = history.within(window, at);
          expect(total).toBeGreaterThanOrEqual(sum(at - window));
          const step = Math.max(COARSE_STEP, ...entries.map(({ after }) => after));
          expect(total).toBeLessThanOrEqual(sum(at - window - COARSE_STEP - step));
        }
      }),
    );
  });
});
