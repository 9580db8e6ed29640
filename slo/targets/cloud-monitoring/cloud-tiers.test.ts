import { describe, expect, it } from "vitest";
import { sampleAlert, sampleSlo, tier } from "../../../test/slo/sample-slo.ts";
import { budgetShareSpent, defaultTiers, type Tier } from "../../model/burn-policy.ts";
import { DAY, formatDuration } from "../../promql/duration.ts";
import { cloudTiers } from "./cloud-tiers.ts";

function converted(tiers: readonly Tier[], own: Parameters<typeof sampleSlo>[0] = {}) {
  const losses: string[] = [];
  const kept = cloudTiers(sampleAlert("ticket", tiers), sampleSlo(own), (name, message) => {
    losses.push(`${name}: ${message}`);
  });
  return { tiers: kept.map(text), losses };
}

function text({ burnRate, longWindow, shortWindow }: Tier): string {
  return `${burnRate.toFixed()}x ${formatDuration(longWindow)}/${formatDuration(shortWindow)}`;
}

describe("tiers in Cloud Monitoring", () => {
  it("stay as they are up to 24 hours", () => {
    const tiers = [tier(14.4, "1h", "5m"), tier(6, "6h", "30m"), tier(3, "1d", "2h")];
    expect(converted(tiers)).toEqual({ tiers: ["14.4x 1h/5m", "6x 6h/30m", "3x 1d/2h"], losses: [] });
  });

  it("spend the same share of the budget in 24 hours when they look back further", () => {
    expect(converted([tier(1, "3d", "6h")])).toEqual({
      tiers: ["3x 1d/2h"],
      losses: ["cloud-lookback-over-24h: ticket 1x over 3d and 6h becomes 3x over 1d and 2h"],
    });
  });

  it.each([
    [0.1, "3d", "0.3"],
    [1.1, "3d", "3.3"],
    [0.7, "30h", "0.875"],
    [14.4, "25h", "15"],
    [0.123456789, "9d", "1.111111101"],
  ])("multiply exactly: %dx over %s is %sx over a day", (burnRate, longWindow, expected) => {
    const written = tier(burnRate, longWindow, "1h");
    const [kept] = cloudTiers(sampleAlert("ticket", [written]), sampleSlo(), () => {});
    expect(kept?.burnRate.toFixed()).toBe(expected);
    expect(kept && budgetShareSpent(kept, 30 * DAY)).toEqual(budgetShareSpent(written, 30 * DAY));
  });

  it("keep a short window that is shorter than the usual two hours", () => {
    expect(converted([tier(1, "3d", "30m")]).tiers).toEqual(["3x 1d/30m"]);
  });

  it("are dropped when another of the severity fires at the same time, whatever the order", () => {
    const tiers = defaultTiers("ticket", 30 * DAY);
    for (const order of [tiers, tiers.toReversed()]) {
      expect(converted(order)).toEqual({
        tiers: ["3x 1d/2h"],
        losses: ["cloud-tier-covered: ticket 1x over 3d and 6h is covered by 3x over 1d and 2h"],
      });
    }
  });

  it("are dropped when another with the same windows fires sooner", () => {
    expect(converted([tier(3, "1d", "2h"), tier(0.5, "3d", "6h")])).toEqual({
      tiers: ["1.5x 1d/2h"],
      losses: [
        "cloud-lookback-over-24h: ticket 0.5x over 3d and 6h becomes 1.5x over 1d and 2h",
        "cloud-tier-covered: ticket 3x over 1d and 2h is covered by 1.5x over 1d and 2h",
      ],
    });
  });

  it("fire early rather than never when not even a total outage spends their share in a day", () => {
    expect(converted([tier(1, "9d", "18h")], { objective: "80%" })).toEqual({
      tiers: ["1x 1d/2h"],
      losses: ["cloud-tier-fires-early: ticket 1x over 9d and 18h becomes 1x over 1d and 2h"],
    });
  });
});
