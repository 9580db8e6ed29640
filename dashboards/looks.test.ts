import { describe, expect, it } from "vitest";
import { panelNamed } from "../test/dashboards/sample-fleet.ts";
import { shown } from "../test/dashboards/shown.ts";
import { NEUTRAL } from "./kit/colours.ts";

/** Values and what the viewer sees for them, in the JSON that Grafana reads. */
const TABLE: readonly [panel: string, value: number | null, words: string | undefined, colour: string][] = [
  ["State (now)", 3, "Critical", "red"],
  ["State (now)", 2, "Recovering", "orange"],
  ["State (now)", 1, "Increasing", "yellow"],
  ["State (now)", 0, "OK", "green"],
  ["State (now)", null, "No data", NEUTRAL],
  ["State of each alert tier", 3, "Critical", "red"],
  ["State of each alert tier", 0, "OK", "green"],
  ["State of each alert tier", null, "No data", NEUTRAL],
  ["Error budget left ($window)", 1, undefined, "green"],
  ["Error budget left ($window)", 0.25, undefined, "green"],
  ["Error budget left ($window)", 0.24, undefined, "orange"],
  ["Error budget left ($window)", 0, undefined, "orange"],
  ["Error budget left ($window)", -0.01, undefined, "red"],
  ["Error budget left ($window)", -70, undefined, "red"],
  ["Error budget left ($window)", null, "No data", NEUTRAL],
  ["Bad events left ($window)", 1200, undefined, "text"],
  ["Bad events left ($window)", 0, undefined, "red"],
  ["Bad events left ($window)", -500_000, undefined, "red"],
  ["Bad events left ($window)", null, "No data", NEUTRAL],
  ["Budget lasts (at the burn of the last hour)", -1, "Not spent at this rate", "green"],
  ["Budget lasts (at the burn of the last hour)", 0, "Spent", "red"],
  ["Budget lasts (at the burn of the last hour)", 3600, undefined, "red"],
  ["Budget lasts (at the burn of the last hour)", 90_000, undefined, "orange"],
  ["Budget lasts (at the burn of the last hour)", null, "No data", NEUTRAL],
  ["SLI ($window)", null, "No data", NEUTRAL],
  ["Objective ($window)", null, "No data", NEUTRAL],
  ["Alerts", 1, "Firing", "red"],
  ["Alerts", 0, "Quiet", NEUTRAL],
  ["Promises broken (each SLO's own period)", 0, undefined, "text"],
  ["Promises broken (each SLO's own period)", 1, undefined, "red"],
  ["Promises broken (each SLO's own period)", null, "No data", NEUTRAL],
  ["Alerts firing (now)", null, "No data", NEUTRAL],
  ["SLOs by state (now)", null, "No data", NEUTRAL],
];

describe("what the viewer sees", () => {
  it.each(TABLE)("%s: %s shows %s in %s", (panel, value, words, colour) => {
    expect(shown(panelNamed(panel).defaults, value)).toEqual({ words, colour });
  });

  it.each([
    ["State", 3, "Critical", "red"],
    ["State", 2.5, "No data", NEUTRAL],
    ["Budget left", -0.5, undefined, "red"],
    ["Budget left", 0.9, undefined, "green"],
    ["Budget left", null, "No data", NEUTRAL],
    ["SLI", null, "No data", ""],
  ])("the column %s: %s shows %s in %s", (column, value, words, colour) => {
    expect(shown(panelNamed("All SLOs, worst first").overrides(column), value)).toEqual({ words, colour });
  });

  it.each([
    ["Critical", "red"],
    ["No data", NEUTRAL],
    ["OK", "green"],
  ])("a count of %s is coloured %s from 1 on, and plain at 0", (state, colour) => {
    const count = panelNamed("SLOs by state (now)").overrides(state);
    expect(shown(count, 1).colour).toBe(colour);
    expect(shown(count, 0).colour).toBe("text");
  });
});
