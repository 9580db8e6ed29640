import { describe, expect, it } from "vitest";
import { parseObjective } from "./objective.ts";

describe("parseObjective", () => {
  it.each([
    ["99.9%", "0.999", "0.001"],
    ["99.95 %", "0.9995", "0.0005"],
    ["99.99%", "0.9999", "0.0001"],
    ["95%", "0.95", "0.05"],
    ["99.999%", "0.99999", "0.00001"],
    ["0.1%", "0.001", "0.999"],
  ])("reads %s as %s, with a budget of exactly %s", (text, ratio, budget) => {
    const objective = parseObjective(text);
    expect(objective?.ratio.toFixed()).toBe(ratio);
    expect(objective?.errorBudget.toFixed()).toBe(budget);
  });

  it.each([
    "",
    "99.9",
    "100%",
    "100.0%",
    "0%",
    "101%",
    "-1%",
    "99.9%%",
    "99,9%",
    "1e1%",
    "NaN%",
    "99.%",
    "99.99999999999%",
  ])("refuses %j", (text) => {
    expect(parseObjective(text)).toBeUndefined();
  });
});
