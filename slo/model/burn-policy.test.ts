import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, formatDuration, parseDuration } from "../promql/duration.ts";
import { budgetShareSpent, defaultTiers, errorRatioThreshold, isReachable, timeToFire } from "./burn-policy.ts";

describe("the Workbook's tiers", () => {
  it.each([
    [30, "14.4x 1h/5m, 6x 6h/30m, 3x 1d/2h, 1x 3d/6h"],
    [28, "13.44x 1h/5m, 5.6x 6h/30m, 2.8x 1d/2h, 0.9333x 3d/6h"],
    [90, "14.4x 3h/15m, 6x 18h/1h30m, 3x 3d/6h, 1x 9d/18h"],
    [7, "13.44x 15m/2m, 5.6x 1h30m/8m, 2.8x 6h/30m, 0.9333x 18h/1h30m"],
    [1, "5.76x 5m/2m, 7.2x 10m/2m, 3.2x 45m/4m, 1.2x 2h/10m"],
  ])("scale with a period of %d days", (days, expected) => {
    const tiers = [...defaultTiers("page", days * DAY), ...defaultTiers("ticket", days * DAY)];
    const printed = tiers.map(
      (tier) =>
        `${tier.burnRate.round(4).toString()}x ${formatDuration(tier.longWindow)}/${formatDuration(tier.shortWindow)}`,
    );
    expect(printed.join(", ")).toBe(expected);
  });

  it.each([
    [30, "5m", "14.4x 1h/20m, 6x 6h/30m, 3x 1d/2h, 1x 3d/6h"],
    [30, "10m", "9.6x 1h30m/40m, 6x 6h/40m, 3x 1d/2h, 1x 3d/6h"],
    [1, "5m", "0.64x 45m/20m, 3.2x 45m/20m, 1.2x 2h/20m"],
  ])("of %d days leave room for scrapes every %s", (days, interval, expected) => {
    const read = 4 * (parseDuration(interval) ?? 0);
    const tiers = (["page", "ticket"] as const).flatMap((severity) => defaultTiers(severity, days * DAY, read));
    const printed = tiers.map(
      (tier) =>
        `${tier.burnRate.round(4).toString()}x ${formatDuration(tier.longWindow)}/${formatDuration(tier.shortWindow)}`,
    );
    expect(printed.join(", ")).toBe(expected);
  });

  it("spend 2, 5, 10 and 10 % of the budget whatever the period", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), (days) => {
        const tiers = [...defaultTiers("page", days * DAY), ...defaultTiers("ticket", days * DAY)];
        expect(tiers.map((tier) => budgetShareSpent(tier, days * DAY).toNumber())).toEqual([0.02, 0.05, 0.1, 0.1]);
        for (const tier of tiers) expect(tier.shortWindow).toBeLessThan(tier.longWindow);
      }),
    );
  });
});

describe("a threshold", () => {
  const tier = { burnRate: new Big("14.4"), longWindow: 3_600_000, shortWindow: 300_000 };

  it.each([
    ["0.001", "0.0144"],
    ["0.0001", "0.00144"],
    ["0.05", "0.72"],
    ["0.0005", "0.0072"],
  ])("of a budget of %s is exactly %s", (budget, threshold) => {
    expect(errorRatioThreshold(tier, new Big(budget)).toFixed()).toBe(threshold);
  });

  it("is out of reach at 1", () => {
    expect(isReachable(tier, new Big("0.07"))).toBe(false);
    expect(isReachable({ ...tier, burnRate: new Big(10) }, new Big("0.1"))).toBe(false);
    expect(isReachable(tier, new Big("0.069"))).toBe(true);
  });

  it("is crossed by a total outage after its share of the long window", () => {
    expect(timeToFire(tier, new Big("0.001"))).toBe(51_840);
  });
});
