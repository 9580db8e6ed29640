import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenBuckets } from "./token-bucket.ts";

describe("a token bucket", () => {
  it("makes what comes at one moment wait like what comes one after the other, a minute at most", () => {
    const times = { min: 1, max: 200 };
    fc.assert(
      fc.property(fc.integer(times), fc.integer({ min: 1, max: 20 }), fc.nat(30_000), (owed, perSecond, laterMs) => {
        let now = 0;
        const buckets = new TokenBuckets({ perSecond, burst: 4, now: () => now });
        for (let count = 0; count < owed; count++) buckets.owe("a");
        const lacking = Math.min(owed - 4, 60 * perSecond) + 1;
        now += laterMs;
        expect(buckets.waitOf("a")).toBeCloseTo(Math.max(0, lacking / perSecond - laterMs / 1_000), 6);
        expect(buckets.waitOf("b")).toBe(0);
      }),
    );
  });
});
