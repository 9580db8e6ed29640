import fc from "fast-check";
import { expect, it } from "vitest";
import { RequestQuota } from "./request-quota.ts";

const gaps = fc.array(fc.oneof(fc.nat(5), fc.nat(400), fc.nat(3_000)), { minLength: 1, maxLength: 80 });
const anyQuota = fc.record({ perSecond: fc.integer({ min: 1, max: 12 }), longestWaitMs: fc.nat(700) });

/** When the requests start that come with these gaps between them; those that get no place are left out. */
function startsOf(gapsMs: readonly number[], options: { perSecond: number; longestWaitMs: number }): number[] {
  let at = 1_000_000;
  const quota = new RequestQuota({ ...options, now: () => at });
  return gapsMs.flatMap((gap) => {
    at += gap;
    const wait = quota.reserve();
    return wait === undefined ? [] : [at + wait];
  });
}

it("whenever a second begins, no more requests start in it than the quota allows, and they start in turn", () => {
  fc.assert(
    fc.property(gaps, anyQuota, (gapsMs, options) => {
      const starts = startsOf(gapsMs, options);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      for (const begin of starts) {
        expect(starts.filter((start) => start >= begin && start < begin + 1_000).length).toBeLessThanOrEqual(
          options.perSecond,
        );
      }
    }),
  );
});

it("nobody waits longer than agreed, nor for nothing", () => {
  fc.assert(
    fc.property(gaps, anyQuota, (gapsMs, options) => {
      let at = 1_000_000;
      const quota = new RequestQuota({ ...options, now: () => at });
      const starts: number[] = [];
      for (const gap of gapsMs) {
        at += gap;
        const wait = quota.reserve();
        const now = at;
        const recent = starts.filter((start) => start > now - 1_000).length;
        if (recent < options.perSecond) expect(wait).toBe(0);
        else expect(wait === undefined || (wait > 0 && wait <= options.longestWaitMs)).toBe(true);
        if (wait !== undefined) starts.push(at + wait);
      }
    }),
  );
});

it("less than one request a second is one in more than a second", () => {
  expect(startsOf([0, 1_000, 999, 1, 1_999], { perSecond: 0.5, longestWaitMs: 0 })).toEqual([1_000_000, 1_002_000]);
});
